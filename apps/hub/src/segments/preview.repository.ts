import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { CompiledPreview, PreviewRow } from './compile/compile-preview.js';

export interface SampleMember {
  readonly profileId: string;
  readonly userId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly anonymousId: string | null;
}

/** Of one statement: beside it others are at work. */
const WORK_MEM = '64MB';

@Injectable()
export class PreviewRepository {
  constructor(private readonly database: Database) {}

  /** Nothing is stored. @param timeoutMs  after which PostgreSQL ends the statement */
  async count({ sql }: CompiledPreview, timeoutMs: number): Promise<PreviewRow> {
    return this.database.transaction(async (transaction) => {
      await transaction.$executeRawUnsafe(`SET LOCAL work_mem = '${WORK_MEM}'`);
      await transaction.$executeRawUnsafe(`SET LOCAL statement_timeout = ${timeoutMs}`);
      const [row] = await transaction.$queryRaw<[PreviewRow]>(sql);
      return row;
    });
  }

  async members(profileIds: readonly string[]): Promise<readonly SampleMember[]> {
    return this.database.prisma.$queryRaw<SampleMember[]>`
      SELECT profile_id AS "profileId", user_id AS "userId", email, phone, anonymous_id AS "anonymousId"
      FROM profile WHERE profile_id = ANY(${[...profileIds]}::uuid[]) ORDER BY profile_id`;
  }
}
