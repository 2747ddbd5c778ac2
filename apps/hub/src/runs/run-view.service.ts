import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { SegmentRepository } from '../segments/segment.repository.js';
import { SegmentVisibility } from '../segments/segment-visibility.service.js';
import { NotFoundError } from '../status/not-found-error.js';
import { parseRunCursor, toRunCursor } from './run-cursor.js';
import { RunRepository, type RunFilter } from './run.repository.js';
import type { Run, RunRecord } from './run.js';

/** How far back is looked for a text, where nobody says how far. */
const SEARCHED_DAYS = 90;
const DAY_MS = 86_400_000;
const FAILED_SEGMENT = 'SEGMENT_FAILED:';

export interface RunQuery extends Pick<
  RunFilter,
  'kind' | 'target' | 'state' | 'from' | 'to' | 'q'
> {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Runs as whoever asks may know them: nothing of segments that they do not see. */
@Injectable()
export class RunView {
  constructor(
    private readonly database: Database,
    private readonly runs: RunRepository,
    private readonly segments: SegmentRepository,
    private readonly visibility: SegmentVisibility,
    private readonly clock: Clock,
  ) {}

  /** The newest first. */
  async page({
    after,
    limit,
    ...filter
  }: RunQuery): Promise<{ readonly runs: readonly Run[]; readonly next: string | null }> {
    const hidden = await this.hidden();
    const searchedFrom = new Date(this.clock.now().getTime() - SEARCHED_DAYS * DAY_MS);
    const from = filter.from ?? (filter.q === undefined ? undefined : searchedFrom);
    const found = await this.runs.list({
      ...filter,
      from,
      after: parseRunCursor(after),
      withoutSyncs: hidden.syncs,
      // One more than asked for: whether there is a next page.
      limit: limit + 1,
    });
    const runs = found.slice(0, limit);
    const last = found.length > limit ? runs.at(-1) : undefined;
    return { runs: runs.map(hidden.from), next: last ? toRunCursor(last) : null };
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<Run> {
    const hidden = await this.hidden();
    const run = await this.runs.get(id);
    if (!run || (run.kind === 'sync' && hidden.syncs.includes(run.target))) {
      throw new NotFoundError(`run ${id}`);
    }
    return hidden.from(run);
  }

  /** @throws NotFoundError */
  async records(
    id: string,
    { after, limit }: { readonly after: bigint; readonly limit: number },
  ): Promise<{
    readonly records: readonly (RunRecord & { readonly seq: string })[];
    readonly next: string | null;
  }> {
    const run = await this.get(id);
    const found = await this.runs.records(run.id, { after, limit: limit + 1 });
    const records = found.slice(0, limit);
    return { records, next: found.length > limit ? (records.at(-1)?.seq ?? null) : null };
  }

  private async hidden(): Promise<{
    readonly syncs: readonly string[];
    readonly from: (run: Run) => Run;
  }> {
    const sql = this.database.prisma;
    const keys = (await this.visibility.hidden(sql)).map(({ key }) => key);
    if (keys.length === 0) return { syncs: [], from: (run) => run };
    const syncs = await this.segments.syncs(sql);
    const codes = new Set(keys.map((key) => `${FAILED_SEGMENT}${key}`));
    return {
      syncs: syncs.filter(({ segmentKey }) => keys.includes(segmentKey)).map(({ id }) => id),
      from: (run) => ({ ...run, notes: run.notes.filter(({ code }) => !codes.has(code)) }),
    };
  }
}
