import { Injectable } from '@nestjs/common';
import { mergeMade } from '../config/merge-made.js';
import type { ConnectionConfig } from '../config/config.js';
import { demo } from '../demo/demo.source.js';
import type { ConnectorInfo } from '../plugins/connector-registry.js';
import { HubConfig } from '../runtime/hub-config.js';
import {
  ConnectionStatusService,
  type ConnectionStatus,
} from '../status/connection-status.service.js';
import { NotFoundError } from '../status/not-found-error.js';
import { DefinitionConflictError, DefinitionError } from './definition-errors.js';
import { DefinitionService, type Author, type NewEntry } from './definition.service.js';
import { DefinitionRepository, type Definition } from './definition.repository.js';
import { Database } from '../database/database.js';
import {
  misdirected,
  openSecrets,
  replaceSettings,
  sealSettings,
  secretNames,
  splitSettings,
  type SplitSettings,
} from './sealed-settings.js';
import { WorkspaceService } from './workspace.service.js';
import { textIn, withoutNulls, writtenSchedule } from './written.js';

type Json = Readonly<Record<string, unknown>>;

/** As an entry of segue.yaml. */
export interface NewConnection {
  readonly id: string;
  readonly plugin: string;
  readonly settings?: Json | undefined;
  readonly schedule?: Json | null | undefined;
  readonly syncRoles?: readonly string[] | null | undefined;
}

/** What is left out stays; null takes it out. */
export interface ConnectionEdit extends Omit<Partial<NewConnection>, 'id' | 'plugin'> {
  readonly revision?: number | undefined;
}

/** A connection with its settings, without their secrets. */
export interface ConnectionDetail extends ConnectionStatus {
  readonly settings: Json;
  /** Secret settings, and whether each is set. */
  readonly secrets: Readonly<Record<string, boolean>>;
  /** As written; null without one. */
  readonly writtenSchedule: Json | null;
  /** Counts the edits of one that was made here. */
  readonly revision: number | null;
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
}

/** The connections: those that were made here can be changed here. */
@Injectable()
export class ConnectionService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly definitions: DefinitionService,
    private readonly stored: DefinitionRepository,
    private readonly status: ConnectionStatusService,
    private readonly workspaces: WorkspaceService,
  ) {}

  /** @throws NotFoundError */
  async get(id: string): Promise<ConnectionDetail> {
    const status = await this.status.get(id);
    const names = secretNames(this.info(status.plugin));
    const definition =
      status.origin === 'api' ? await this.stored.find(this.database.prisma, id) : undefined;
    const config = this.hub.connection(id);
    // What cannot be opened is set all the same.
    const isSet = (name: string) =>
      config ? Object.hasOwn(config.settings, name) : definition?.sealed !== null;
    const settings = config?.settings ?? ((definition?.entry['settings'] ?? {}) as Json);
    return {
      ...status,
      settings: splitSettings(settings, names).open,
      secrets: Object.fromEntries(names.map((name) => [name, isSet(name)])),
      writtenSchedule: writtenSchedule(config?.schedule, definition),
      revision: definition?.revision ?? null,
      changedAt: definition?.changedAt ?? null,
      changedBy: definition?.changedBy ?? null,
    };
  }

  /** @throws DefinitionError, DefinitionConflictError, SecretKeyMissingError */
  async create({ id, plugin, ...rest }: NewConnection, author: Author): Promise<ConnectionDetail> {
    const info = this.makeable(plugin);
    const split = splitSettings(rest.settings ?? {}, secretNames(info));
    const made = this.toEntry(plugin, split, rest);
    await this.definitions.create('connection', id, made, author);
    return this.get(id);
  }

  /** @throws NotFoundError, DefinitionError, DefinitionConflictError */
  async edit(id: string, edit: ConnectionEdit, author: Author): Promise<ConnectionDetail> {
    const { settings, schedule, syncRoles, revision } = edit;
    const change = (definition: Definition): NewEntry => {
      const { entry } = definition;
      const split = settings === undefined ? undefined : this.replaced(definition, settings);
      const next = {
        ...entry,
        ...(split ? { settings: split.open } : {}),
        ...(schedule === undefined ? {} : { schedule }),
        ...(syncRoles === undefined ? {} : { syncRoles }),
      };
      const sealed = split
        ? sealSettings(this.definitions.secrets, split.secret)
        : definition.sealed;
      return { entry: withoutNulls(next), sealed };
    };
    await this.definitions.edit('connection', id, change, revision, author);
    return this.get(id);
  }

  /** @throws NotFoundError, DefinitionConflictError, also for that of made-up people, who would be left behind */
  async delete(id: string, author: Author): Promise<void> {
    const definition = await this.stored.find(this.database.prisma, id);
    if (definition?.kind === 'connection' && definition.entry['plugin'] === demo.key) {
      const message = 'it goes with its made-up people: DELETE /api/demo-data removes both';
      throw new DefinitionConflictError('PLUGIN_DEMO', message);
    }
    await this.definitions.delete('connection', id, author);
  }

  async pause(id: string, isPaused: boolean, author: Author): Promise<ConnectionDetail> {
    await this.definitions.pause('connection', id, isPaused, author);
    return this.get(id);
  }

  /** One that can be used. @throws NotFoundError, DefinitionConflictError for one that cannot */
  async usable(id: string): Promise<ConnectionConfig> {
    await this.workspaces.refresh();
    const connection = this.hub.connection(id);
    if (connection) return connection;
    const problems = this.hub.workspace.problems.get(id);
    if (!problems) throw new NotFoundError(`connection ${id}`);
    const why = problems.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
    throw new DefinitionConflictError('DEFINITION_UNUSABLE', `${id} cannot be used: ${why}`);
  }

  /**
   * What a form holds, as a connection: nothing is stored.
   *
   * @param id of a stored one, whose secrets stand for those that are not given
   * @throws DefinitionError, DefinitionConflictError, NotFoundError
   */
  async draft(
    plugin: string,
    settings: Json,
    id: string | undefined,
  ): Promise<Pick<ConnectionConfig, 'id' | 'plugin' | 'settings'>> {
    const info = this.makeable(plugin);
    const definition = id === undefined ? undefined : await this.definitions.find('connection', id);
    const isSame = definition?.entry['plugin'] === plugin;
    const split = isSame
      ? this.replaced(definition, settings)
      : splitSettings(settings, secretNames(info));
    const whole = { ...split.open, ...split.secret };
    const { file, connectors } = this.hub;
    const entry = { kind: 'connection' as const, id: DRAFT, entry: { plugin, settings: whole } };
    const { problems } = mergeMade(file, [entry], {
      connectors: (key) => connectors.get(key),
      pluginKeys: connectors.keys,
      segmentKeys: [],
    });
    const own = problems.get(DRAFT);
    if (own) throw new DefinitionError(own);
    return { id: DRAFT, plugin, settings: whole };
  }

  private toEntry(
    plugin: string,
    { open, secret }: SplitSettings,
    { schedule, syncRoles }: Pick<NewConnection, 'schedule' | 'syncRoles'>,
  ): NewEntry {
    const entry = withoutNulls({ plugin, settings: open, schedule, syncRoles });
    return { entry, sealed: sealSettings(this.definitions.secrets, secret) };
  }

  private replaced({ entry, sealed }: Definition, settings: Json): SplitSettings {
    const names = secretNames(this.info(textIn(entry, 'plugin')));
    const former = {
      open: (entry['settings'] ?? {}) as Json,
      secret: openSecrets(this.definitions.secrets, sealed),
    };
    const problems = misdirected(former, settings, names);
    if (problems.length > 0) throw new DefinitionError(problems);
    return replaceSettings(former, settings, names);
  }

  private info = (plugin: string): ConnectorInfo => this.hub.connectors.get(plugin) ?? {};

  /** @throws DefinitionConflictError for a plugin that would read the hub's own machine for whoever asks, and for made-up people */
  private makeable(plugin: string): ConnectorInfo {
    if (plugin === demo.key) {
      const message =
        'made-up people are for a hub without others: POST /api/demo-data brings them';
      throw new DefinitionConflictError('PLUGIN_DEMO', message);
    }
    const info = this.info(plugin);
    if (!info.source?.isLocal && !info.destination?.isLocal) return info;
    throw new DefinitionConflictError(
      'PLUGIN_LOCAL',
      `${plugin} reads the machine that the hub runs on: declare its connections in segue.yaml`,
    );
  }
}

/** Valid as an id, and longer than one that anybody would choose. */
const DRAFT = `draft-${'x'.repeat(58)}`;
