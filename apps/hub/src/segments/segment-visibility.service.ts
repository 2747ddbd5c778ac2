import { Injectable } from '@nestjs/common';
import { currentViewer } from '../access/viewer.js';
import type { Sql } from '../database/database.js';
import { NotFoundError } from '../status/not-found-error.js';
import { canSee } from './can-see.js';
import { SegmentRepository } from './segment.repository.js';
import type { StoredSegment } from './segment.js';

/**
 * The segments as whoever asks may know them: through this, and nothing else, everything that answers somebody gets at them.
 * One that they do not see is one that does not exist.
 */
@Injectable()
export class SegmentVisibility {
  constructor(private readonly segments: SegmentRepository) {}

  /** Those that are active. */
  async list(sql: Sql): Promise<readonly StoredSegment[]> {
    const viewer = currentViewer();
    return (await this.segments.list(sql)).filter((segment) => canSee(viewer, segment));
  }

  /** @throws NotFoundError also for one that is not active */
  async find(sql: Sql, key: string): Promise<StoredSegment> {
    const segment = await this.segments.findByKey(sql, key);
    if (!segment?.isActive || !canSee(currentViewer(), segment)) {
      throw new NotFoundError(`segment ${key}`);
    }
    return segment;
  }

  /** Whether it must not be told of; of one that is not there there is nothing to hide. */
  async isHidden(sql: Sql, key: string): Promise<boolean> {
    const segment = await this.segments.findByKey(sql, key);
    return segment !== undefined && !canSee(currentViewer(), segment);
  }

  /** All that must not be told of, those that are not active among them. */
  async hidden(sql: Sql): Promise<readonly Pick<StoredSegment, 'id' | 'key'>[]> {
    const viewer = currentViewer();
    if (viewer === undefined) return [];
    return (await this.segments.listNotShared(sql)).filter((segment) => !canSee(viewer, segment));
  }
}
