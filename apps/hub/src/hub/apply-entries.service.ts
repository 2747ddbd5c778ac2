import { Injectable } from '@nestjs/common';
import type { Config, Schedule } from '../config/config.js';
import { Prisma, type Sql } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig, type Workspace } from '../runtime/hub-config.js';
import { EVALUATION } from '../schedule/evaluation-work.js';
import type { WorkItem } from '../schedule/lease.repository.js';
import { firstRun } from '../schedule/next-run.js';

const DEFAULT_EVALUATION: Schedule = { every: '1m', everyMs: 60_000 };

interface Scheduled extends WorkItem {
  readonly schedule: Schedule | undefined;
}

/** Makes the database's connections, syncs and schedules those of a workspace. What is gone is switched off, not deleted. */
@Injectable()
export class ApplyEntriesService {
  constructor(
    private readonly hub: HubConfig,
    private readonly clock: Clock,
  ) {}

  /** @param ids all of them where undefined; else these alone are touched, whatever else is going on */
  async apply(sql: Sql, workspace: Workspace, ids?: readonly string[]): Promise<void> {
    await this.applyConnections(sql, workspace.config, ids);
    await this.applySyncs(sql, workspace.config, ids);
    await this.applySchedules(sql, workspace, ids);
  }

  private async applyConnections(
    sql: Sql,
    { connections }: Config,
    ids: readonly string[] | undefined,
  ): Promise<void> {
    for (const { id, plugin } of connections.filter(isAmong(ids))) {
      const known = await sql.connection.findUnique({ where: { id } });
      const isOther = known !== null && known.plugin !== plugin;
      await sql.connection.upsert({
        where: { id },
        create: { id, plugin },
        // Another plugin cannot go on where this one stopped.
        update: { plugin, isActive: true, ...(isOther ? { checkpoint: Prisma.DbNull } : {}) },
      });
    }
    const where = goneAmong(connections, ids);
    await sql.connection.updateMany({ where, data: { isActive: false } });
  }

  private async applySyncs(
    sql: Sql,
    { syncs }: Config,
    ids: readonly string[] | undefined,
  ): Promise<void> {
    for (const sync of syncs.filter(isAmong(ids))) {
      const { id, segment, connection, audience, fields, guards } = sync;
      const known = await sql.sync.findUnique({ where: { id } });
      const isElsewhere = known !== null && known.connectionId !== connection;
      const current = {
        segmentKey: segment,
        connectionId: connection,
        fields,
        guards: { ...guards },
        isActive: true,
      };
      await sql.sync.upsert({
        where: { id },
        // A changed audience is taken over by the next run, which knows what to do with the former one; that of another
        // connection is another one, whatever it is called.
        create: { id, ...current, audience: audience as Prisma.InputJsonObject },
        update: { ...current, ...(isElsewhere ? { audience: Prisma.JsonNull } : {}) },
      });
    }
    const gone = goneAmong(syncs, ids);
    // Nothing is listed any more for a sync that is gone.
    const data = { isActive: false, comparedWith: Prisma.DbNull };
    await sql.sync.updateMany({ where: gone, data });
  }

  private async applySchedules(
    sql: Sql,
    workspace: Workspace,
    ids: readonly string[] | undefined,
  ): Promise<void> {
    const active = this.workOf(workspace);
    const now = this.clock.now();
    for (const { kind, target, schedule } of active) {
      if (ids && !ids.includes(target)) continue;
      const text = schedule === undefined ? null : JSON.stringify(schedule);
      const next = schedule === undefined ? null : firstRun(schedule, now);
      await sql.$executeRaw`
        INSERT INTO work (kind, target, schedule, next_at) VALUES (${kind}, ${target}, ${text}, ${next})
        ON CONFLICT (kind, target) DO UPDATE SET
          is_active = TRUE, schedule = excluded.schedule,
          next_at = CASE WHEN work.is_active AND work.schedule IS NOT DISTINCT FROM excluded.schedule
                         THEN work.next_at ELSE excluded.next_at END`;
    }
    const names = active.map(({ kind, target }) => `${kind} ${target}`);
    const isMeant = ids ? Prisma.sql`AND target = ANY(${[...ids]}::text[])` : Prisma.empty;
    await sql.$executeRaw`
      UPDATE work SET is_active = FALSE
      WHERE NOT (kind || ' ' || target) = ANY(${names}::text[]) ${isMeant}`;
  }

  /** What is to run by itself. */
  private workOf({ config, paused }: Workspace): readonly Scheduled[] {
    const pulls = config.connections.filter(
      ({ id, plugin }) => this.hub.canPull(plugin) && !paused.has(id),
    );
    const syncs = config.syncs.filter(
      ({ id, connection }) => !paused.has(id) && !paused.has(connection),
    );
    return [
      { ...EVALUATION, schedule: config.evaluation?.schedule ?? DEFAULT_EVALUATION },
      ...pulls.map(({ id, schedule }) => ({ kind: 'pull' as const, target: id, schedule })),
      ...syncs.map(({ id, schedule }) => ({ kind: 'sync' as const, target: id, schedule })),
    ];
  }
}

interface Named {
  readonly id: string;
}

const isAmong =
  (ids: readonly string[] | undefined) =>
  ({ id }: Named): boolean =>
    ids === undefined || ids.includes(id);

const goneAmong = (present: readonly Named[], ids: readonly string[] | undefined) => ({
  id: { notIn: present.map(({ id }) => id), ...(ids ? { in: [...ids] } : {}) },
});
