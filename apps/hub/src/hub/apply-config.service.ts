import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { ConfigFileError, type ConfigProblem } from '../config/config-file-error.js';
import type { Config } from '../config/config.js';
import { Database, type Sql } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig, type Workspace } from '../runtime/hub-config.js';
import { FILE_ACTOR, SegmentRepository } from '../segments/segment.repository.js';
import { narrowHalfSeen } from '../segments/segment-shelf.js';
import { DefinitionRepository } from '../workspace/definition.repository.js';
import { WorkspaceService } from '../workspace/workspace.service.js';
import { ApplyEntriesService } from './apply-entries.service.js';

/**
 * Makes the database's connections, segments, syncs and schedules those of segue.yaml and of what was made here. What the file
 * no longer has is switched off, not deleted: its runs and deliveries stay, and come back with it.
 */
@Injectable()
export class ApplyConfigService {
  private readonly logger = new Logger('Configuration');

  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly workspaces: WorkspaceService,
    private readonly definitions: DefinitionRepository,
    private readonly segments: SegmentRepository,
    private readonly entries: ApplyEntriesService,
    private readonly clock: Clock,
  ) {}

  /** @throws ConfigFileError where the file gives something a name that was given here already */
  async apply(): Promise<void> {
    const workspace = await this.database.transaction(async (sql) => {
      await this.definitions.lock(sql);
      const workspace = await this.workspaces.read(sql);
      await this.refuseTakenIds(sql, workspace);
      await this.applySegments(sql, this.hub.file);
      await this.entries.apply(sql, workspace);
      return workspace;
    });
    this.hub.replace(workspace);
    for (const [id, problems] of workspace.problems) {
      const problem = problems.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
      this.logger.warn(`${id}, which was made here, cannot be used: ${problem}`);
    }
  }

  private async applySegments(sql: Sql, config: Config): Promise<void> {
    const { segments } = config;
    await this.segments.lock(sql);
    await this.refuseTakenKeys(sql, config);
    const stamp = { at: this.clock.now(), by: FILE_ACTOR };
    for (const { description = '', ...segment } of segments) {
      await this.segments.save(sql, { ...segment, description, origin: 'file' }, stamp);
    }
    await this.segments.deactivateAllBut(
      sql,
      segments.map(({ key }) => key),
    );
    for (const segment of narrowHalfSeen(await this.segments.list(sql))) {
      await this.segments.save(sql, segment, stamp);
      this.logger.warn(
        `segment ${segment.key}, which was made here, refers to one that fewer people see by now: ` +
          `beside its owner only these see it: ${segment.visibleTo.join(', ')}`,
      );
    }
  }

  /** The file may take over what was made here; neither of two different segments may silently become the other. */
  private async refuseTakenKeys(sql: Sql, { file, segments }: Config): Promise<void> {
    const made = (await this.segments.list(sql)).filter(({ origin }) => origin === 'api');
    const problems = segments.flatMap(({ key, name, location, kind, rule }, index) => {
      const taken = made.find((other) => other.key === key);
      const isSame = taken?.kind === kind && isDeepStrictEqual(taken.rule ?? undefined, rule);
      if (!taken || isSame) return [];
      const message =
        `of "${name}" is taken by "${taken.name}", which was made with the API: ` +
        `write another key, or delete that one (segue segment delete ${key})`;
      return [{ file, ...location, path: `segments[${index}].key`, message }];
    });
    if (problems.length > 0) throw new ConfigFileError(problems);
  }

  /** The file may take over what was made here; it may not give its id to something else. */
  private async refuseTakenIds(sql: Sql, { shadowed }: Workspace): Promise<void> {
    const made = (await this.definitions.list(sql)).filter(({ id }) => shadowed.has(id));
    const { file, connections, syncs } = this.hub.file;
    const problems = [
      ...connections.map((entry, index) => ({ entry, path: `connections[${index}].id` })),
      ...syncs.map((entry, index) => ({ entry, path: `syncs[${index}].id` })),
    ].flatMap(({ entry, path }): ConfigProblem[] => {
      const taken = made.find(({ id }) => id === entry.id);
      const isSame =
        taken === undefined ||
        ('plugin' in entry
          ? taken.entry['plugin'] === entry.plugin
          : taken.entry['connection'] === entry.connection);
      if (isSame) return [];
      const message = `is taken by a ${taken.kind} that was made here: write another one, or delete that one`;
      return [{ file, line: 1, column: 1, ...entry.location, path, message }];
    });
    if (problems.length > 0) throw new ConfigFileError(problems);
  }
}
