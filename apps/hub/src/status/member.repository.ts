import { Injectable } from '@nestjs/common';
import { Database, Prisma } from '../database/database.js';

/** A member of a segment, with the identifiers to use where only one of each type can be. */
export interface ListedMember {
  readonly profileId: string;
  readonly joinedAt: Date;
  readonly userId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly anonymousId: string | null;
}

export interface MemberPage {
  readonly members: readonly ListedMember[];
  /** What to give as `after` for the next page; null on the last one. */
  readonly next: string | null;
}

interface Row {
  readonly profile_id: string;
  readonly joined_at: Date;
  readonly user_id: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly anonymous_id: string | null;
}

/** Who is in a segment, page by page. */
@Injectable()
export class MemberRepository {
  constructor(private readonly database: Database) {}

  /** @param page `after`: the profile that the page before ended with */
  async page(
    segmentId: number,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<MemberPage> {
    const isAfter =
      after === undefined ? Prisma.empty : Prisma.sql`AND m.profile_id > ${after}::uuid`;
    // One more than asked for: whether there is a next page.
    const rows = await this.database.prisma.$queryRaw<Row[]>`
      SELECT m.profile_id, m.joined_at, p.user_id, p.email, p.phone, p.anonymous_id
      FROM membership m JOIN profile p ON p.profile_id = m.profile_id
      WHERE m.segment_id = ${segmentId} ${isAfter}
      ORDER BY m.profile_id LIMIT ${limit + 1}`;
    const members = rows.slice(0, limit).map(toMember);
    return { members, next: rows.length > limit ? (members.at(-1)?.profileId ?? null) : null };
  }
}

const toMember = (row: Row): ListedMember => ({
  profileId: row.profile_id,
  joinedAt: row.joined_at,
  userId: row.user_id,
  email: row.email,
  phone: row.phone,
  anonymousId: row.anonymous_id,
});
