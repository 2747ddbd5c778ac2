import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DeliveryRepository } from '../delivery/delivery.repository.js';
import type { SyncTarget } from '../delivery/delivery.js';

const PAGE = 1_000;

/** The members of a segment with the fields of a sync, for a file. */
@Injectable()
export class MemberExport {
  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryRepository,
  ) {}

  /** The header, then a row for each member. */
  async *rows(target: SyncTarget): AsyncGenerator<readonly unknown[]> {
    const names = target.fields.map(({ name }) => name);
    yield ['profile_id', ...target.identifiers, ...names];
    for (let after: string | undefined; ;) {
      const page = { limit: PAGE, ...(after === undefined ? {} : { after }) };
      const members = await this.deliveries.members(this.database.prisma, target, page);
      for (const member of members) {
        const ids = target.identifiers.map((type) => member[type] ?? null);
        yield [member.profileId, ...ids, ...names.map((name) => member.fields[name] ?? null)];
      }
      if (members.length < PAGE) return;
      after = members.at(-1)!.profileId;
    }
  }
}
