import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Role } from './right.js';

/** Without what it is presented as, which is kept nowhere. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  async add(key: Omit<ApiKey, 'lastUsedAt'>, keyHash: string): Promise<void> {
    await this.database.prisma.apiKey.create({ data: { ...key, keyHash } });
  }

  /** The newest first. */
  async list(): Promise<readonly ApiKey[]> {
    const rows = await this.database.prisma.apiKey.findMany({ orderBy: { id: 'desc' } });
    return rows.map(toApiKey);
  }

  async findByHash(keyHash: string): Promise<ApiKey | undefined> {
    const row = await this.database.prisma.apiKey.findUnique({ where: { keyHash } });
    return row ? toApiKey(row) : undefined;
  }

  async use(id: string, lastUsedAt: Date): Promise<void> {
    await this.database.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt } });
  }

  /** @returns undefined when there was none */
  async delete(id: string): Promise<ApiKey | undefined> {
    return this.database.transaction(async (sql) => {
      const row = await sql.apiKey.findUnique({ where: { id } });
      if (!row) return undefined;
      await sql.apiKey.deleteMany({ where: { id } });
      return toApiKey(row);
    });
  }
}

const toApiKey = ({
  keyHash: _,
  role,
  ...row
}: Omit<ApiKey, 'role'> & { readonly role: string; readonly keyHash: string }): ApiKey => ({
  ...row,
  role: role as Role,
});
