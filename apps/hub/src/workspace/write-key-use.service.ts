import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { WriteKeyRepository } from './write-key.repository.js';

/** How exactly the last use is told. */
const USED_EVERY_MS = 60_000;

/** Keeps when each write key was used last, without a statement for each request. */
@Injectable()
export class WriteKeyUse implements OnApplicationShutdown {
  private readonly logger = new Logger('WriteKeys');
  private readonly noted = new Map<string, number>();
  private keeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly keys: WriteKeyRepository,
  ) {}

  note(hash: string, at: Date): void {
    if (at.getTime() - (this.noted.get(hash) ?? 0) < USED_EVERY_MS) return;
    this.noted.set(hash, at.getTime());
    this.keeping = this.keeping
      .then(() => this.keys.markUsed(this.database.prisma, hash, at))
      .catch((error: unknown) => {
        this.logger.warn(`last use not kept: ${error instanceof Error ? error.name : 'error'}`);
      });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keeping;
  }
}
