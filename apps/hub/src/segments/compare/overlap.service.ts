import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { SegmentRepository } from '../segment.repository.js';
import { SegmentVisibility } from '../segment-visibility.service.js';
import { OverlapRepository } from './overlap.repository.js';

/** Memberships that are counted one by one; of more a sample is. */
const MOST_COUNTED = 300_000;

export interface OverlapSegment {
  readonly key: string;
  readonly name: string;
  readonly size: number;
}

export interface Overlap {
  readonly segments: readonly OverlapSegment[];
  /** People who are in exactly these of the segments, the largest group first; groups of nobody are left out. */
  readonly groups: readonly { readonly keys: readonly string[]; readonly count: number }[];
  /** People who are in both, by the places of the segments; on the diagonal who is in one. */
  readonly both: readonly (readonly number[])[];
  /** Whether the counts of groups and pairs are reckoned from a sample of the people. */
  readonly isEstimate: boolean;
}

/** How some segments lie over each other. */
@Injectable()
export class OverlapService {
  constructor(
    private readonly database: Database,
    private readonly visibility: SegmentVisibility,
    private readonly segments: SegmentRepository,
    private readonly repository: OverlapRepository,
  ) {}

  /** @param keys of at most eight segments @throws NotFoundError */
  async of(keys: readonly string[]): Promise<Overlap> {
    return this.database.transaction(async (sql) => {
      const found = [];
      for (const key of keys) found.push(await this.visibility.find(sql, key));
      const ids = found.map(({ id }) => id);
      const sizes = await this.segments.sizes(sql, ids);
      const size = (id: number): number => sizes.get(id) ?? 0;
      const memberships = ids.reduce((sum, id) => sum + size(id), 0);
      const oneIn = Math.max(1, Math.ceil(memberships / MOST_COUNTED));
      const groups = await this.repository.count(sql, ids, oneIn);
      const inBoth = (a: number, b: number): number =>
        groups
          .filter(({ members }) => members.includes(a) && members.includes(b))
          .reduce((sum, { count }) => sum + count, 0);
      return {
        segments: found.map(({ key, name, id }) => ({ key, name, size: size(id) })),
        groups: groups
          .map(({ members, count }) => ({ keys: members.map((place) => keys[place]!), count }))
          .sort((a, b) => b.count - a.count || (a.keys.join() < b.keys.join() ? -1 : 1)),
        both: ids.map((id, a) => ids.map((_, b) => (a === b ? size(id) : inBoth(a, b)))),
        isEstimate: oneIn > 1,
      };
    });
  }
}
