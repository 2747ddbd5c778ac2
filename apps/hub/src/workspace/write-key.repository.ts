import { Injectable } from '@nestjs/common';
import type { Sql } from '../database/database.js';
import type { Stamp } from './definition.repository.js';

/** A key that senders name a connection by, without the key itself. */
export interface WriteKey {
  readonly id: string;
  readonly connectionId: string;
  readonly name: string;
  /** The beginning of the key, to tell it by. */
  readonly prefix: string;
  readonly madeAt: Date;
  readonly madeBy: string;
  /** Null before anything came with it. To the minute. */
  readonly usedAt: Date | null;
}

const SHOWN = {
  id: true,
  connectionId: true,
  name: true,
  prefix: true,
  madeAt: true,
  madeBy: true,
  usedAt: true,
} as const;

@Injectable()
export class WriteKeyRepository {
  async list(sql: Sql, connectionId: string): Promise<readonly WriteKey[]> {
    return sql.writeKey.findMany({
      where: { connectionId },
      orderBy: [{ madeAt: 'asc' }, { id: 'asc' }],
      select: SHOWN,
    });
  }

  async add(
    sql: Sql,
    key: Pick<WriteKey, 'id' | 'connectionId' | 'name' | 'prefix'> & { readonly hash: string },
    { at, by }: Stamp,
  ): Promise<WriteKey> {
    return sql.writeKey.create({ data: { ...key, madeAt: at, madeBy: by }, select: SHOWN });
  }

  /** @returns whether there was one */
  async delete(sql: Sql, connectionId: string, id: string): Promise<boolean> {
    const { count } = await sql.writeKey.deleteMany({ where: { id, connectionId } });
    return count === 1;
  }

  async deleteAll(sql: Sql, connectionId: string): Promise<void> {
    await sql.writeKey.deleteMany({ where: { connectionId } });
  }

  async connectionsByHash(sql: Sql): Promise<ReadonlyMap<string, string>> {
    const keys = await sql.writeKey.findMany({ select: { hash: true, connectionId: true } });
    return new Map(keys.map(({ hash, connectionId }) => [hash, connectionId]));
  }

  async markUsed(sql: Sql, hash: string, at: Date): Promise<void> {
    await sql.writeKey.updateMany({ where: { hash }, data: { usedAt: at } });
  }
}
