import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Clock } from '../../runtime/clock.js';
import { HubConfig } from '../../runtime/hub-config.js';
import { SegmentRepository } from '../segment.repository.js';
import { SegmentFiguresRepository, type DayChange } from './segment-figures.repository.js';

export const FIGURE_DAYS = 30;

/** Members of all segments together below which counting is quick. */
const FEW_MEMBERS = 100_000;
/** After this long all is counted anew: people who were merged or erased are gone without a word in the log. */
const GOOD_FOR_MS = 60_000;

export interface SegmentFigures {
  /** Members, as evaluated last. */
  readonly size: number;
  /** Members at the end of each of the last 30 local days, the oldest first; of today, now. */
  readonly days: readonly number[];
}

interface Kept extends SegmentFigures {
  readonly changedAtMs: number;
  readonly countedAtMs: number;
}

const NOTHING: SegmentFigures = { size: 0, days: Array<number>(FIGURE_DAYS).fill(0) };

/**
 * The sizes of segments, now and on the days before. Counting millions of members takes long, so that what was counted is kept
 * until somebody came or went.
 */
@Injectable()
export class SegmentFiguresService {
  private readonly kept = new Map<number, Kept>();
  /** One counts at a time: who asks in the meantime finds what it counted. */
  private counting: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly segments: SegmentRepository,
    private readonly repository: SegmentFiguresRepository,
    private readonly clock: Clock,
  ) {}

  /** By id. */
  of(ids: readonly number[]): Promise<ReadonlyMap<number, SegmentFigures>> {
    const found = this.counting.then(() => this.find(ids));
    this.counting = found.catch(() => undefined);
    return found;
  }

  private async find(ids: readonly number[]): Promise<ReadonlyMap<number, SegmentFigures>> {
    const newest = await this.repository.newestChanges(this.database.prisma, ids);
    const changed = (id: number): number => newest.get(id)?.getTime() ?? 0;
    const stale = ids.filter((id) => {
      const kept = this.kept.get(id);
      const isOld = !kept || kept.countedAtMs < performance.now() - GOOD_FOR_MS;
      return isOld || kept.changedAtMs !== changed(id);
    });
    const counted = await this.count(stale);
    const all = new Map(ids.map((id) => [id, counted.get(id) ?? this.kept.get(id) ?? NOTHING]));
    const countedAtMs = performance.now();
    const members = [...counted.values()].reduce((sum, { size }) => sum + size, 0);
    if (members < FEW_MEMBERS) return all;
    for (const [id, figures] of counted) {
      this.kept.set(id, { ...figures, countedAtMs, changedAtMs: changed(id) });
    }
    return all;
  }

  private async count(ids: readonly number[]): Promise<ReadonlyMap<number, SegmentFigures>> {
    if (ids.length === 0) return new Map();
    const sql = this.database.prisma;
    const sizes = await this.segments.sizes(sql, ids);
    const { timezone } = this.hub;
    const asked = { now: this.clock.now(), timezone, days: FIGURE_DAYS };
    const changes = groupBySegment(await this.repository.changesByDay(sql, ids, asked));
    return new Map(
      ids.map((id) => {
        const size = sizes.get(id) ?? 0;
        return [id, { size, days: countBack(size, changes.get(id) ?? []) }];
      }),
    );
  }
}

function groupBySegment(changes: readonly DayChange[]): ReadonlyMap<number, readonly DayChange[]> {
  const groups = new Map<number, DayChange[]>();
  for (const change of changes) {
    const group = groups.get(change.segmentId);
    if (group) group.push(change);
    else groups.set(change.segmentId, [change]);
  }
  return groups;
}

/** From the size of now to the days before it. What is dated after today counts as today's. */
function countBack(size: number, changes: readonly DayChange[]): readonly number[] {
  return Array.from({ length: FIGURE_DAYS }, (_, index) => {
    const ago = FIGURE_DAYS - 1 - index;
    const later = changes.filter(({ daysAgo }) => daysAgo < ago && daysAgo >= 0);
    return size - later.reduce((sum, { net }) => sum + net, 0);
  });
}
