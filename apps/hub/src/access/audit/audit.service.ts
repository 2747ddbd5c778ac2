import { Injectable } from '@nestjs/common';
import { Clock } from '../../runtime/clock.js';
import type { AuditEntry, NewAuditEntry } from './audit-entry.js';
import { AuditRepository } from './audit.repository.js';

const MOST_CHARACTERS = 500;
const PAGE = 1000;

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** `after` of the next page. */
  readonly next: string | null;
}

/** What was changed, and who looked at whom. */
@Injectable()
export class AuditService {
  constructor(
    private readonly entries: AuditRepository,
    private readonly clock: Clock,
  ) {}

  async record(entry: Omit<NewAuditEntry, 'at'>): Promise<void> {
    const { route, target, userAgent } = entry;
    await this.entries.add({
      ...entry,
      at: this.clock.now(),
      route: route.slice(0, MOST_CHARACTERS),
      target: target && printable(target),
      userAgent: userAgent && printable(userAgent),
    });
  }

  async page(limit: number, after?: bigint): Promise<AuditPage> {
    const found = await this.entries.page(limit + 1, after);
    const entries = found.slice(0, limit);
    return { entries, next: found.length > limit ? (entries.at(-1)?.seq ?? null) : null };
  }

  /** All, the newest first, a page at a time. */
  async *all(): AsyncGenerator<AuditEntry> {
    for (let after: bigint | undefined; ;) {
      const page = await this.entries.page(PAGE, after);
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = BigInt(last.seq);
    }
  }
}

/** PostgreSQL's text has no NUL. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ').slice(0, MOST_CHARACTERS);
