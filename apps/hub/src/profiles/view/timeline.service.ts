import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { SegmentVisibility } from '../../segments/segment-visibility.service.js';
import { SyncVisibility } from '../../status/sync-visibility.service.js';
import { ProfileFinder } from './profile-finder.service.js';
import { toTimelineCursor } from './timeline-cursor.js';
import {
  TIMELINE_KINDS,
  TimelineRepository,
  type TimelineKind,
  type TimelinePosition,
  type TimelineRow,
} from './timeline.repository.js';

export interface Timeline {
  readonly profileId: string;
  readonly entries: readonly (Pick<TimelineRow, 'at' | 'kind'> & TimelineRow['entry'])[];
  readonly next: string | null;
}

/** What happened to a person. */
@Injectable()
export class TimelineService {
  constructor(
    private readonly database: Database,
    private readonly finder: ProfileFinder,
    private readonly repository: TimelineRepository,
    private readonly visibility: SegmentVisibility,
    private readonly syncs: SyncVisibility,
  ) {}

  /** The newest first. @param name  `type:value` or a uuid @throws NotFoundError */
  async of(
    name: string,
    {
      kinds = TIMELINE_KINDS,
      after,
      limit,
    }: {
      readonly kinds?: readonly TimelineKind[] | undefined;
      readonly after: TimelinePosition | undefined;
      readonly limit: number;
    },
  ): Promise<Timeline> {
    const sql = this.database.prisma;
    const profileId = await this.finder.find(name);
    const hiddenSegments = (await this.visibility.hidden(sql)).map(({ id }) => id);
    const rows = await this.repository.page(sql, {
      ...{ profileId, kinds, after, hiddenSegments, hiddenSyncs: [...(await this.syncs.hidden())] },
      // One more than asked for: whether there is a next page.
      limit: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      profileId,
      entries: shown.map(({ at, kind, entry }) => ({ at, kind, ...entry })),
      next: last ? toTimelineCursor(last) : null,
    };
  }
}
