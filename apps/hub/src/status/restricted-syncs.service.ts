import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { SegmentRepository } from '../segments/segment.repository.js';
import type { StoredSegment } from '../segments/segment.js';

/** For what is told to many at once: whom each of them may be told of is looked at one by one. */
@Injectable()
export class RestrictedSyncs {
  constructor(
    private readonly database: Database,
    private readonly repository: SegmentRepository,
  ) {}

  /** Of each sync whose segment not everybody sees: that segment. */
  async segments(): Promise<ReadonlyMap<string, StoredSegment>> {
    const sql = this.database.prisma;
    const restricted = await this.repository.listNotShared(sql);
    const byKey = new Map(restricted.map((segment) => [segment.key, segment]));
    const syncs = await this.repository.syncs(sql);
    return new Map(
      syncs.flatMap(({ id, segmentKey }) => {
        const segment = byKey.get(segmentKey);
        return segment ? [[id, segment] as const] : [];
      }),
    );
  }
}
