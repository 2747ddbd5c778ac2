import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import {
  MemberRepository,
  type ListedMember,
  type MemberPage,
} from '../status/member.repository.js';
import { SegmentVisibility } from './segment-visibility.service.js';

const EXPORT_PAGE = 1_000;

/** Who is in a segment. */
@Injectable()
export class SegmentMembers {
  constructor(
    private readonly database: Database,
    private readonly visibility: SegmentVisibility,
    private readonly members: MemberRepository,
  ) {}

  /** @param page `after`: the profile that the page before ended with @throws NotFoundError */
  async page(
    key: string,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<MemberPage> {
    const { id } = await this.visibility.find(this.database.prisma, key);
    return this.members.page(id, page);
  }

  /** All of them, a page in memory at a time. @throws NotFoundError before the first one */
  async all(key: string): Promise<AsyncGenerator<ListedMember>> {
    const { id } = await this.visibility.find(this.database.prisma, key);
    return this.rows(id);
  }

  private async *rows(segmentId: number): AsyncGenerator<ListedMember> {
    for (let after: string | undefined; ;) {
      const { members, next } = await this.members.page(segmentId, { after, limit: EXPORT_PAGE });
      yield* members;
      if (next === null) return;
      after = next;
    }
  }
}
