import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';

@Injectable()
export class SetUpTokenRepository {
  constructor(private readonly database: Database) {}

  /** Replaces the ones before it. @param userId null: for the first owner */
  async replace(tokenHash: string, userId: string | null, expiresAt: Date): Promise<void> {
    await this.database.transaction(async (sql) => {
      await sql.setUpToken.deleteMany({ where: { userId } });
      await sql.setUpToken.create({ data: { tokenHash, userId, expiresAt } });
    });
  }

  async find(
    tokenHash: string,
    now: Date,
  ): Promise<{ readonly userId: string | null } | undefined> {
    const token = await this.database.prisma.setUpToken.findUnique({ where: { tokenHash } });
    return token && token.expiresAt > now ? { userId: token.userId } : undefined;
  }

  /** Of two that try, one gets it. @returns undefined when there is none to use */
  async use(
    sql: Sql,
    tokenHash: string,
    now: Date,
  ): Promise<{ readonly userId: string | null } | undefined> {
    const [row] = await sql.$queryRaw<{ userId: string | null; expiresAt: Date }[]>`
      DELETE FROM set_up_token WHERE token_hash = ${tokenHash}
      RETURNING user_id AS "userId", expires_at AS "expiresAt"`;
    return row && row.expiresAt > now ? { userId: row.userId } : undefined;
  }
}
