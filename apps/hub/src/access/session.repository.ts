import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';
import type { Principal } from './principal.js';

export interface Session {
  readonly principal: Principal;
  readonly email: string;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  /** It does not hold any longer, though it is still there. */
  readonly isOver: boolean;
}

@Injectable()
export class SessionRepository {
  constructor(private readonly database: Database) {}

  async add(tokenHash: string, userId: string, at: Date, expiresAt: Date): Promise<void> {
    await this.database.prisma.session.create({
      data: { tokenHash, userId, createdAt: at, lastSeenAt: at, expiresAt },
    });
  }

  /** With the role that its user has now. Over is also that of a user who is disabled. */
  async find(
    tokenHash: string,
    { now, seenSince }: { readonly now: Date; readonly seenSince: Date },
  ): Promise<Session | undefined> {
    const [row] = await this.database.prisma.$queryRaw<
      (Omit<Session, 'principal'> & Pick<Principal, 'id' | 'name' | 'role'>)[]
    >`
      SELECT u.id, u.name, u.role, u.email, s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt",
             s.expires_at <= ${now} OR s.last_seen_at <= ${seenSince} OR u.is_disabled AS "isOver"
      FROM session s JOIN user_account u ON u.id = s.user_id
      WHERE s.token_hash = ${tokenHash}`;
    if (!row) return undefined;
    const { id, name, role, ...session } = row;
    return { ...session, principal: { kind: 'user', id, name, role } };
  }

  async touch(tokenHash: string, lastSeenAt: Date): Promise<void> {
    await this.database.prisma.session.updateMany({ where: { tokenHash }, data: { lastSeenAt } });
  }

  async delete(tokenHash: string): Promise<void> {
    await this.database.prisma.session.deleteMany({ where: { tokenHash } });
  }

  /** @param except one that stays */
  async deleteOf(sql: Sql, userId: string, except?: string): Promise<number> {
    const { count } = await sql.session.deleteMany({
      where: { userId, ...(except === undefined ? {} : { tokenHash: { not: except } }) },
    });
    return count;
  }

  async deleteExpired(now: Date, seenSince: Date): Promise<void> {
    await this.database.prisma.session.deleteMany({
      where: { OR: [{ expiresAt: { lte: now } }, { lastSeenAt: { lte: seenSince } }] },
    });
  }
}
