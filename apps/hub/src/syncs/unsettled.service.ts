import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { SyncTarget } from '../delivery/delivery.js';
import { UnsettledRepository } from '../delivery/unsettled.repository.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { SegmentRepository } from '../segments/segment.repository.js';

/** Whoever changes one of them waits meanwhile. */
const PEOPLE_AT_ONCE = 5_000;

/** Who may differ from what an audience holds: see docs/decisions/0008-who-may-differ.md. */
@Injectable()
export class UnsettledService {
  constructor(
    private readonly database: Database,
    private readonly repository: UnsettledRepository,
    private readonly intake: IntakeRepository,
    private readonly segments: SegmentRepository,
  ) {}

  /**
   * Compares everybody. From then on whoever may differ is listed.
   *
   * @returns how many differed who should have been listed before
   */
  async complete(target: SyncTarget): Promise<number> {
    const wasComplete = await this.repository.isComplete(this.database.prisma, target);
    if (!wasComplete) {
      // What began before the sync was what it is now does not list people for it: let it end, so that it is compared.
      await this.database.transaction((sql) => this.segments.lock(sql));
      await this.database.transaction((sql) => this.intake.lock(sql));
    }
    const added = await this.database.transaction((sql) => this.repository.complete(sql, target));
    return wasComplete ? added : 0;
  }

  /** To be called when the audience was written to. */
  async prune(target: SyncTarget): Promise<void> {
    // An intake that began before these deliveries were stored does not list them: let it end, so that it is compared.
    await this.database.transaction((sql) => this.intake.lock(sql));
    let after: string | undefined;
    do {
      const from = after;
      after = await this.database.transaction((sql) =>
        this.repository.prune(sql, target, from, PEOPLE_AT_ONCE),
      );
    } while (after !== undefined);
  }
}
