import { Injectable } from '@nestjs/common';
import { Database, Prisma } from '../../database/database.js';
import type { AuditAction, AuditEntry, NewAuditEntry } from './audit-entry.js';

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async add({ before, after, ...entry }: NewAuditEntry): Promise<bigint> {
    const { seq } = await this.database.prisma.auditEntry.create({
      data: { ...entry, before: before ?? Prisma.DbNull, after: after ?? Prisma.DbNull },
      select: { seq: true },
    });
    return seq;
  }

  /**
   * The newest first. Of a change either how it ended, or that it has begun.
   *
   * @param after the last one of the page before
   */
  async page(
    limit: number,
    {
      action,
      after,
    }: { readonly action?: AuditAction | undefined; readonly after?: bigint | undefined },
  ): Promise<readonly AuditEntry[]> {
    const rows = await this.database.prisma.auditEntry.findMany({
      where: {
        ...(after === undefined ? {} : { seq: { lt: after } }),
        ...(action === undefined ? {} : { action }),
        OR: [{ status: { not: null } }, { completion: null }],
      },
      orderBy: { seq: 'desc' },
      take: limit,
      omit: { completes: true },
    });
    return rows.map(({ seq, ...row }) => ({ ...row, seq: String(seq) }) as AuditEntry);
  }
}
