import { Injectable } from '@nestjs/common';
import { ConfigFileError } from '../config/config-file-error.js';
import type { Config, Schedule } from '../config/config.js';
import { Database, Prisma, type Sql } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { firstRun } from '../schedule/next-run.js';
import { EVALUATION } from '../schedule/evaluation-work.js';
import type { WorkItem } from '../schedule/lease.repository.js';
import { FILE_ACTOR, SegmentRepository } from '../segments/segment.repository.js';

export { EVALUATION };

const DEFAULT_EVALUATION: Schedule = { every: '1m', everyMs: 60_000 };

/**
 * Makes the database's connections, segments, syncs and schedules those of segue.yaml. What the file no longer has is
 * switched off, not deleted: its runs and deliveries stay, and come back with it.
 */
@Injectable()
export class ApplyConfigService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly segments: SegmentRepository,
    private readonly clock: Clock,
  ) {}

  async apply(): Promise<void> {
    const { config } = this.hub;
    await this.database.transaction(async (sql) => {
      await this.applyConnections(sql, config);
      await this.applySegments(sql, config);
      await this.applySyncs(sql, config);
      await this.applySchedules(sql, config);
    });
  }

  private async applyConnections(sql: Sql, { connections }: Config): Promise<void> {
    for (const { id, plugin } of connections) {
      const known = await sql.connection.findUnique({ where: { id } });
      const isOther = known !== null && known.plugin !== plugin;
      await sql.connection.upsert({
        where: { id },
        create: { id, plugin },
        // Another plugin cannot go on where this one stopped.
        update: { plugin, isActive: true, ...(isOther ? { checkpoint: Prisma.DbNull } : {}) },
      });
    }
    const ids = connections.map(({ id }) => id);
    await sql.connection.updateMany({ where: { id: { notIn: ids } }, data: { isActive: false } });
  }

  private async applySegments(sql: Sql, config: Config): Promise<void> {
    const { segments } = config;
    await this.segments.lock(sql);
    await this.refuseTakenKeys(sql, config);
    const stamp = { at: this.clock.now(), by: FILE_ACTOR };
    for (const { key, name, description = '', rule, kind } of segments) {
      await this.segments.save(sql, { key, name, description, rule, kind, origin: 'file' }, stamp);
    }
    await this.segments.deactivateAllBut(
      sql,
      segments.map(({ key }) => key),
    );
  }

  /** Neither of two segments may silently become the other. */
  private async refuseTakenKeys(sql: Sql, { file, segments }: Config): Promise<void> {
    const made = (await this.segments.list(sql)).filter(({ origin }) => origin === 'api');
    const problems = segments.flatMap(({ key, name, location }, index) => {
      const taken = made.find((other) => other.key === key);
      if (!taken) return [];
      const message =
        `of "${name}" is taken by "${taken.name}", which was made with the API: ` +
        `write another key, or delete that one (segue segment delete ${key})`;
      return [{ file, ...location, path: `segments[${index}].key`, message }];
    });
    if (problems.length > 0) throw new ConfigFileError(problems);
  }

  private async applySyncs(sql: Sql, { syncs }: Config): Promise<void> {
    for (const { id, segment, connection, audience, fields, guards } of syncs) {
      const current = {
        segmentKey: segment,
        connectionId: connection,
        fields,
        guards: { ...guards },
        isActive: true,
      };
      await sql.sync.upsert({
        where: { id },
        // A changed audience is taken over by the next run, which knows what to do with the former one.
        create: { id, ...current, audience: audience as Prisma.InputJsonObject },
        update: current,
      });
    }
    const ids = syncs.map(({ id }) => id);
    await sql.sync.updateMany({ where: { id: { notIn: ids } }, data: { isActive: false } });
  }

  private async applySchedules(sql: Sql, config: Config): Promise<void> {
    const work: (WorkItem & { readonly schedule: Schedule | undefined })[] = [
      { ...EVALUATION, schedule: config.evaluation?.schedule ?? DEFAULT_EVALUATION },
      ...config.connections
        .filter(({ plugin }) => this.hub.canPull(plugin))
        .map(({ id, schedule }) => ({ kind: 'pull' as const, target: id, schedule })),
      ...config.syncs.map(({ id, schedule }) => ({ kind: 'sync' as const, target: id, schedule })),
    ];
    const now = this.clock.now();
    for (const { kind, target, schedule } of work) {
      const text = schedule === undefined ? null : JSON.stringify(schedule);
      const next = schedule === undefined ? null : firstRun(schedule, now);
      await sql.$executeRaw`
        INSERT INTO work (kind, target, schedule, next_at) VALUES (${kind}, ${target}, ${text}, ${next})
        ON CONFLICT (kind, target) DO UPDATE SET
          is_active = TRUE, schedule = excluded.schedule,
          next_at = CASE WHEN work.is_active AND work.schedule IS NOT DISTINCT FROM excluded.schedule
                         THEN work.next_at ELSE excluded.next_at END`;
    }
    const targets = work.map(({ kind, target }) => `${kind} ${target}`);
    await sql.$executeRaw`
      UPDATE work SET is_active = FALSE WHERE NOT (kind || ' ' || target) = ANY(${targets}::text[])`;
  }
}
