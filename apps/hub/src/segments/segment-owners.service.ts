import { Injectable } from '@nestjs/common';
import { hasRight } from '../access/right.js';
import type { User } from '../access/user.js';
import { UserRepository } from '../access/user.repository.js';
import type { Sql } from '../database/database.js';
import { SegmentConflictError } from './segment-errors.js';
import { SegmentRepository } from './segment.repository.js';

export type SegmentOwner = Pick<User, 'id' | 'name' | 'role'>;

/** Who a segment can be given to: those who sign in and may edit segments. */
@Injectable()
export class SegmentOwners {
  constructor(
    private readonly users: UserRepository,
    private readonly segments: SegmentRepository,
  ) {}

  async list(): Promise<readonly SegmentOwner[]> {
    return (await this.users.list()).filter(mayOwn).map(toOwner);
  }

  /** @throws SegmentConflictError for somebody who cannot own one */
  async get(id: string): Promise<SegmentOwner> {
    const user = await this.users.find(id);
    if (user && mayOwn(user)) return toOwner(user);
    throw new SegmentConflictError(
      'SEGMENT_OWNER',
      'a segment can be given to somebody who signs in and may edit segments',
    );
  }

  /** Gives to somebody all segments that another one owns, so that nobody’s are left behind. */
  async takeOver(sql: Sql, from: string, to: Pick<SegmentOwner, 'id' | 'name'>): Promise<void> {
    await this.segments.lock(sql);
    await this.segments.giveAll(sql, from, to);
  }
}

const mayOwn = ({ role, isDisabled }: User): boolean =>
  !isDisabled && hasRight(role, 'segments:write');

const toOwner = ({ id, name, role }: User): SegmentOwner => ({ id, name, role });
