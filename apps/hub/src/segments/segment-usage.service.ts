import { Injectable } from '@nestjs/common';
import { currentViewer } from '../access/viewer.js';
import { Database, type Sql } from '../database/database.js';
import { canSee } from './can-see.js';
import { referencesOf } from './segment-references.js';
import { SegmentVisibility } from './segment-visibility.service.js';
import { SegmentRepository, type PushingSync } from './segment.repository.js';
import type { StoredSegment } from './segment.js';

/** What needs a segment, so that it cannot be deleted. */
export interface Usage {
  readonly segments: readonly StoredSegment[];
  readonly syncs: readonly PushingSync[];
  /** Segments that use it too, and that whoever asks does not see. */
  readonly unseen: number;
}

export interface UsageSummary extends Pick<Usage, 'unseen'> {
  readonly segments: readonly Pick<StoredSegment, 'key' | 'name'>[];
  readonly syncs: readonly { readonly id: string; readonly connectionId: string }[];
}

@Injectable()
export class SegmentUsage {
  constructor(
    private readonly database: Database,
    private readonly segments: SegmentRepository,
    private readonly visibility: SegmentVisibility,
  ) {}

  /** @throws NotFoundError */
  async summary(key: string): Promise<UsageSummary> {
    const sql = this.database.prisma;
    await this.visibility.find(sql, key);
    const { segments, syncs, unseen } = await this.of(sql, key);
    return {
      segments: segments.map((segment) => ({ key: segment.key, name: segment.name })),
      syncs: syncs.map(({ id, connectionId }) => ({ id, connectionId })),
      unseen,
    };
  }

  /** @param key of a segment that whoever asks may see */
  async of(sql: Sql, key: string): Promise<Usage> {
    const using = (await this.segments.list(sql)).filter((other) =>
      referencesOf(other).includes(key),
    );
    const segments = using.filter((other) => canSee(currentViewer(), other));
    const all = await this.segments.syncs(sql);
    const syncs = all.filter(({ segmentKey }) => segmentKey === key);
    return { segments, syncs, unseen: using.length - segments.length };
  }
}
