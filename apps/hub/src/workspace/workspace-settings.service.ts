import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../access/audit/audit-trail.js';
import type { WorkspaceDefaults } from '../config/config.js';
import { Database } from '../database/database.js';
import { ApplyEntriesService } from '../hub/apply-entries.service.js';
import { HubConfig } from '../runtime/hub-config.js';
import { EVALUATION } from '../schedule/evaluation-work.js';
import { LeaseRepository } from '../schedule/lease.repository.js';
import { DefinitionConflictError, type FilePlace } from './definition-errors.js';
import { DefinitionRepository, type WorkspaceEdit } from './definition.repository.js';
import { WorkspaceService } from './workspace.service.js';

type Setting = keyof WorkspaceDefaults;

const SETTINGS: readonly Setting[] = ['name', 'timezone'];

export interface WorkspaceSettings {
  readonly name: string;
  readonly timezone: string;
  /** Where segue.yaml says them; null of what can be set here. */
  readonly locations: Readonly<Record<Setting, FilePlace | null>>;
}

/** Name and time zone of the workspace: set here, unless segue.yaml does. */
@Injectable()
export class WorkspaceSettingsService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly workspaces: WorkspaceService,
    private readonly definitions: DefinitionRepository,
    private readonly entries: ApplyEntriesService,
    private readonly leases: LeaseRepository,
    private readonly trail: AuditTrail,
  ) {}

  async get(): Promise<WorkspaceSettings> {
    await this.workspaces.refresh();
    return this.describe();
  }

  /**
   * In another zone schedules that name none are due at other times, and all segments are evaluated anew.
   *
   * @throws DefinitionConflictError for what segue.yaml sets
   */
  async edit(edit: WorkspaceEdit): Promise<WorkspaceSettings> {
    const { locations } = this.describe();
    for (const setting of SETTINGS) {
      const place = locations[setting];
      if (edit[setting] !== undefined && place) refuseManaged(setting, place);
    }
    const workspace = await this.database.transaction(async (sql) => {
      await this.definitions.countChange(sql);
      const { revision: _before, ...before } = await this.definitions.workspace(sql);
      await this.definitions.saveWorkspace(sql, edit);
      const { revision: _after, ...after } = await this.definitions.workspace(sql);
      this.trail.note({ target: 'workspace', before, after });
      const workspace = await this.workspaces.read(sql);
      await this.entries.apply(sql, workspace);
      await this.leases.request(sql, EVALUATION);
      return workspace;
    });
    this.hub.replace(workspace);
    return this.describe();
  }

  private describe(): WorkspaceSettings {
    const { file, workspace } = this.hub.file;
    const place = (setting: Setting): FilePlace | null => {
      const location = workspace.locations?.[setting];
      return location ? { file, line: location.line, endLine: location.line } : null;
    };
    return {
      name: workspace.name,
      timezone: workspace.timezone,
      locations: { name: place('name'), timezone: place('timezone') },
    };
  }
}

function refuseManaged(setting: Setting, place: FilePlace): never {
  const message = `${setting} of the workspace is managed by ${place.file}, line ${place.line}`;
  throw new DefinitionConflictError('MANAGED_BY_FILE', message, place);
}
