import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import type { WorkspaceDefaults } from '../config/config.js';
import type { MadeEntry } from '../config/merge-made.js';

/** A connection or sync that was made here, as it is stored. */
export interface Definition extends MadeEntry {
  /** Its secrets, encrypted; null without any. They are not in `entry`. */
  readonly sealed: string | null;
  /** Counts the edits. */
  readonly revision: number;
  readonly madeAt: Date;
  readonly madeBy: string;
  readonly changedAt: Date;
  readonly changedBy: string;
}

export interface WorkspaceEdit {
  readonly name?: string | null | undefined;
  readonly timezone?: string | null | undefined;
}

export interface Stamp {
  readonly at: Date;
  readonly by: string;
}

/** What was made here, and the number that counts its changes. */
@Injectable()
export class DefinitionRepository {
  async list(sql: Sql): Promise<readonly Definition[]> {
    const rows = await sql.definition.findMany({ orderBy: [{ madeAt: 'asc' }, { id: 'asc' }] });
    return rows.map(toDefinition);
  }

  async find(sql: Sql, id: string): Promise<Definition | undefined> {
    const row = await sql.definition.findUnique({ where: { id } });
    return row === null ? undefined : toDefinition(row);
  }

  async add(
    sql: Sql,
    { kind, id, entry, sealed }: Pick<Definition, 'kind' | 'id' | 'entry' | 'sealed'>,
    { at, by }: Stamp,
  ): Promise<void> {
    const made = { madeAt: at, madeBy: by, changedAt: at, changedBy: by };
    await sql.definition.create({ data: { kind, id, entry: toJson(entry), sealed, ...made } });
  }

  async save(
    sql: Sql,
    { id, entry, sealed }: Pick<Definition, 'id' | 'entry' | 'sealed'>,
    { at, by }: Stamp,
  ): Promise<void> {
    const data = { entry: toJson(entry), sealed, changedAt: at, changedBy: by };
    await sql.definition.update({ where: { id }, data: { ...data, revision: { increment: 1 } } });
  }

  /** The same secrets, under another key: no edit. */
  async reseal(sql: Sql, id: string, sealed: string): Promise<void> {
    await sql.definition.update({ where: { id }, data: { sealed } });
  }

  async delete(sql: Sql, id: string): Promise<void> {
    await sql.definition.delete({ where: { id } });
  }

  /** What is new must not go on where one of the same id stopped that was deleted. */
  async forgetFormer(sql: Sql, kind: Definition['kind'], id: string): Promise<void> {
    const isPaused = { pausedAt: null, pausedBy: null };
    if (kind === 'connection') {
      const data = { ...isPaused, checkpoint: Prisma.DbNull, checkpointAt: null };
      await sql.connection.updateMany({ where: { id, isActive: false }, data });
    } else await sql.sync.updateMany({ where: { id, isActive: false }, data: isPaused });
  }

  async revision(sql: Sql): Promise<number> {
    const { revision } = await sql.workspace.findUniqueOrThrow({ where: { id: 1 } });
    return revision;
  }

  /** What was set of it, with the number that counts the changes. */
  async workspace(sql: Sql): Promise<WorkspaceDefaults & { readonly revision: number }> {
    const row = await sql.workspace.findUniqueOrThrow({ where: { id: 1 } });
    const { revision, name, timezone } = row;
    return {
      revision,
      ...(name === null ? {} : { name }),
      ...(timezone === null ? {} : { timezone }),
    };
  }

  /** @param settings null takes one out, undefined leaves it */
  async saveWorkspace(sql: Sql, settings: WorkspaceEdit): Promise<void> {
    const { name, timezone } = settings;
    const data = {
      ...(name === undefined ? {} : { name }),
      ...(timezone === undefined ? {} : { timezone }),
    };
    await sql.workspace.update({ where: { id: 1 }, data });
  }

  /** Held until the transaction ends: nothing is made or changed meanwhile. */
  async lock(sql: Sql): Promise<void> {
    await sql.$executeRaw`SELECT 1 FROM workspace WHERE id = 1 FOR UPDATE`;
  }

  /** Counts a change. The row is held until the transaction ends: changes come one after the other. */
  async countChange(sql: Sql): Promise<void> {
    await sql.workspace.update({ where: { id: 1 }, data: { revision: { increment: 1 } } });
  }

  /** Ids of the connections and syncs that were switched off. */
  async paused(sql: Sql): Promise<ReadonlySet<string>> {
    const where = { pausedAt: { not: null } };
    const connections = await sql.connection.findMany({ where, select: { id: true } });
    const syncs = await sql.sync.findMany({ where, select: { id: true } });
    return new Set([...connections, ...syncs].map(({ id }) => id));
  }

  /** @param stamp null: it goes on */
  async pause(sql: Sql, kind: Definition['kind'], id: string, stamp: Stamp | null): Promise<void> {
    const data = { pausedAt: stamp?.at ?? null, pausedBy: stamp?.by ?? null };
    if (kind === 'connection') await sql.connection.update({ where: { id }, data });
    else await sql.sync.update({ where: { id }, data });
  }
}

const toJson = (entry: Definition['entry']) => entry as Prisma.InputJsonObject;

const toDefinition = (row: Prisma.DefinitionGetPayload<object>): Definition => ({
  ...row,
  kind: row.kind as Definition['kind'],
  entry: row.entry as Definition['entry'],
});
