import { Injectable } from '@nestjs/common';
import type { Sql } from '../database/database.js';

/** A rule that a segment had. */
export interface SegmentVersion {
  readonly version: number;
  /** As written; null of a static segment. */
  readonly rule: unknown;
  readonly savedAt: Date;
  /** `segue.yaml`, or the name that was given. */
  readonly savedBy: string;
}

@Injectable()
export class SegmentVersionRepository {
  /** The newest first. */
  async list(sql: Sql, segmentId: number): Promise<readonly SegmentVersion[]> {
    return sql.segmentVersion.findMany({
      where: { segmentId },
      orderBy: { version: 'desc' },
      select: { version: true, rule: true, savedAt: true, savedBy: true },
    });
  }

  async find(sql: Sql, segmentId: number, version: number): Promise<SegmentVersion | undefined> {
    const row = await sql.segmentVersion.findUnique({
      where: { segmentId_version: { segmentId, version } },
    });
    return row ?? undefined;
  }
}
