import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { NotFoundError } from '../status/not-found-error.js';
import { HistoryRangeError } from './segment-errors.js';
import {
  MembershipLogRepository,
  type MembershipChange,
  type PastMembership,
  type SegmentDay,
} from './membership-log.repository.js';
import type { Page, PageRequest } from './segment-page.js';
import { SegmentVisibility } from './segment-visibility.service.js';
import { SegmentVersionRepository, type SegmentVersion } from './segment-version.repository.js';

const DAY_MS = 86_400_000;
/** Days that are told of where nobody asks for others; the last one is today. */
const DEFAULT_DAYS = 30;
const MOST_DAYS = 1_100;

export interface HistoryDay extends SegmentDay {
  /** Saves of the rule on that day, the first one first. */
  readonly edits: readonly Omit<SegmentVersion, 'rule'>[];
}

/** Local days, YYYY-MM-DD; both are in. */
export interface HistoryRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface History {
  readonly timezone: string;
  /** None of the future. */
  readonly days: readonly HistoryDay[];
}

export interface ProfileMemberships {
  /** The profile that lives: another one than was asked for, when that was merged. */
  readonly profileId: string;
  readonly at: Date;
  readonly segments: readonly PastMembership[];
}

/** What was: the sizes of segments, who came and went, and what somebody was in. */
@Injectable()
export class MembershipLogService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly visibility: SegmentVisibility,
    private readonly versions: SegmentVersionRepository,
    private readonly log: MembershipLogRepository,
    private readonly clock: Clock,
  ) {}

  /** Day by day, until today at most. @throws NotFoundError, HistoryRangeError */
  async history(key: string, range: HistoryRange = {}): Promise<History> {
    const sql = this.database.prisma;
    const id = await this.idOf(key);
    const { timezone } = this.hub;
    const today = localDate(this.clock.now(), timezone);
    const to = earlier(range.to ?? today, today);
    const from = range.from ?? plusDays(to, 1 - DEFAULT_DAYS);
    if (range.to !== undefined && from > range.to) {
      throw new HistoryRangeError('the last day must not be before the first');
    }
    if (from < plusDays(to, 1 - MOST_DAYS)) {
      throw new HistoryRangeError(`ask for ${MOST_DAYS} days at most`);
    }
    if (from > to) return { timezone, days: [] };
    const days = await this.log.days(sql, id, { from, to, timezone });
    const edits = (await this.versions.list(sql, id))
      .map(({ rule: _rule, ...edit }) => ({ ...edit, date: localDate(edit.savedAt, timezone) }))
      .reverse();
    return {
      timezone,
      days: days.map((day) => ({
        ...day,
        edits: edits
          .filter(({ date }) => date === day.date)
          .map(({ date: _date, ...edit }) => edit),
      })),
    };
  }

  /** Who came and went, the newest first. @throws NotFoundError */
  async page(key: string, page: PageRequest): Promise<Page<MembershipChange>> {
    return this.log.page(this.database.prisma, await this.idOf(key), page);
  }

  /** @throws NotFoundError for a profile that never was, or was erased */
  async membershipsAt(profileId: string, at = this.clock.now()): Promise<ProfileMemberships> {
    const sql = this.database.prisma;
    const living = await this.log.livingProfile(sql, profileId);
    if (living === undefined) throw new NotFoundError(`profile ${profileId}`);
    const hidden = new Set((await this.visibility.hidden(sql)).map(({ key }) => key));
    const segments = await this.log.membershipsAt(sql, living, at);
    return { profileId: living, at, segments: segments.filter(({ key }) => !hidden.has(key)) };
  }

  private async idOf(key: string): Promise<number> {
    return (await this.visibility.find(this.database.prisma, key)).id;
  }
}

/** YYYY-MM-DD there and then. */
function localDate(at: Date, timezone: string): string {
  const options = {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  } as const;
  const parts = new Intl.DateTimeFormat('en-CA', options).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** Of dates alone, which have no zone. */
const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

const earlier = (a: string, b: string): string => (a < b ? a : b);
