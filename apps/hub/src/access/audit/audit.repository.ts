import { Injectable } from '@nestjs/common';
import { Database, Prisma } from '../../database/database.js';
import type { AuditEntry, NewAuditEntry } from './audit-entry.js';

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async add({ before, after, ...entry }: NewAuditEntry): Promise<void> {
    await this.database.prisma.auditEntry.create({
      data: { ...entry, before: before ?? Prisma.DbNull, after: after ?? Prisma.DbNull },
    });
  }

  /** The newest first. @param after the last one of the page before */
  async page(limit: number, after?: bigint): Promise<readonly AuditEntry[]> {
    const rows = await this.database.prisma.auditEntry.findMany({
      ...(after === undefined ? {} : { where: { seq: { lt: after } } }),
      orderBy: { seq: 'desc' },
      take: limit,
    });
    return rows.map(({ seq, ...row }) => ({ ...row, seq: String(seq) }) as AuditEntry);
  }
}
