import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../runtime/clock.js';
import { countedAddress } from '../client-address.js';
import type {
  AuditAction,
  AuditEntry,
  AuditOutcome,
  AuditSubject,
  NewAuditEntry,
} from './audit-entry.js';
import { AuditRepository } from './audit.repository.js';
import { Repeats } from './repeats.js';

const MOST_CHARACTERS = 500;
const PAGE = 1000;
const MINUTE_MS = 60_000;

/** A page that is left open asks the same again and again. */
const SAME_VIEW = { most: 1, windowMs: 10 * MINUTE_MS };
/** Of one person, key or address. */
const REFUSALS = { most: 10, windowMs: MINUTE_MS };
/** Of all who are not known, whatever addresses they have. */
const REFUSALS_OF_NOBODY = { most: 120, windowMs: MINUTE_MS };

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** `after` of the next page. */
  readonly next: string | null;
}

export interface AuditFilter {
  readonly action?: AuditAction | undefined;
  readonly after?: bigint | undefined;
}

/** What was changed, who looked at whom, and who was refused. */
@Injectable()
export class AuditService implements OnApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private readonly write = (entry: NewAuditEntry): Promise<bigint> => this.entries.add(entry);
  private readonly views = new Repeats(SAME_VIEW, this.write);
  private readonly nobody = new Repeats(REFUSALS_OF_NOBODY, this.write);
  private readonly refusals = new Repeats(REFUSALS, (entry) =>
    entry.actorKind === 'none' ? this.nobody.add('nobody', entry) : this.write(entry),
  );
  private settling: Promise<void> = Promise.resolve();
  private readonly timer = setInterval(() => this.settleInTurn(), MINUTE_MS).unref();

  constructor(
    private readonly entries: AuditRepository,
    private readonly clock: Clock,
  ) {}

  /** Enters a change before anything is changed, so that there is none that the log does not know of. @returns what `record` completes */
  async begin(subject: AuditSubject): Promise<bigint> {
    const outcome = { action: 'change', status: null, before: null, after: null } as const;
    return this.entries.add(this.toEntry(subject, outcome));
  }

  /** @param begun of the same change */
  async record(
    subject: AuditSubject,
    outcome: AuditOutcome,
    begun: bigint | null = null,
  ): Promise<void> {
    await this.entries.add({ ...this.toEntry(subject, outcome), completes: begun });
  }

  /** @param what the same for who looks at the same again, which is then counted for a while */
  async view(subject: AuditSubject, outcome: AuditOutcome, what: string): Promise<void> {
    const from = `${subject.actorName} ${subject.address ?? ''}`;
    await this.views.add(`${whoOf(subject)} ${from} ${what}`, this.toEntry(subject, outcome));
  }

  /** Of many refusals of the same person or address in a minute the first ten are told one by one. */
  async refuse(subject: AuditSubject, status: number): Promise<void> {
    const outcome = { action: 'refused', status, before: null, after: null } as const;
    await this.refusals.add(whoOf(subject), this.toEntry(subject, outcome));
  }

  async page(limit: number, filter: AuditFilter): Promise<AuditPage> {
    const found = await this.entries.page(limit + 1, filter);
    const entries = found.slice(0, limit);
    return { entries, next: found.length > limit ? (entries.at(-1)?.seq ?? null) : null };
  }

  /** All, the newest first, a page at a time. */
  async *all(action?: AuditAction): AsyncGenerator<AuditEntry> {
    for (let after: bigint | undefined; ;) {
      const page = await this.entries.page(PAGE, { action, after });
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = BigInt(last.seq);
    }
  }

  /** Enters how often what is over by now was repeated. */
  async settle(now = this.clock.now()): Promise<void> {
    for (const repeats of [this.views, this.refusals, this.nobody]) {
      await this.orLogged(repeats.settle(now));
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.settling;
    const now = this.clock.now();
    for (const repeats of [this.views, this.refusals, this.nobody]) {
      await this.orLogged(repeats.finish(now));
    }
  }

  private settleInTurn(): void {
    this.settling = this.settling.then(() => this.settle());
  }

  private async orLogged(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.logger.error({ msg: 'how often something was repeated is not in the audit log', error });
    }
  }

  private toEntry(subject: AuditSubject, outcome: AuditOutcome): NewAuditEntry {
    const { route, target, userAgent } = subject;
    return {
      ...{ ...subject, ...outcome, at: this.clock.now(), count: 1, completes: null },
      route: route.slice(0, MOST_CHARACTERS),
      target: target && printable(target),
      userAgent: userAgent && printable(userAgent),
    };
  }
}

/** Whose repetitions are counted together. */
const whoOf = ({ actorKind, actorId, address }: AuditSubject): string =>
  actorKind === 'none'
    ? `address:${countedAddress(address ?? '')}`
    : `${actorKind}:${actorId ?? ''}`;

/** PostgreSQL's text has no NUL. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ').slice(0, MOST_CHARACTERS);
