import { Injectable } from '@nestjs/common';
import type { SyncConfig } from '../config/config.js';
import { mergeMade } from '../config/merge-made.js';
import { Database } from '../database/database.js';
import {
  DeliveryRowRepository,
  type DeliveryRow,
  type RowState,
} from '../delivery/delivery-row.repository.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { RunSeriesRepository, type RunDay } from '../runs/run-series.repository.js';
import { SyncStatusService, type SyncStatus } from '../status/sync-status.service.js';
import { SyncVisibility } from '../status/sync-visibility.service.js';
import { DefinitionError } from './definition-errors.js';
import { DefinitionRepository } from './definition.repository.js';
import { DefinitionService, type Author } from './definition.service.js';
import { requireDestination } from './sync-roles.js';
import { WorkspaceService } from './workspace.service.js';
import { withoutNulls, writtenSchedule } from './written.js';

type Json = Readonly<Record<string, unknown>>;

/** As an entry of segue.yaml. */
export interface NewSync {
  readonly id: string;
  readonly segment: string;
  readonly connection: string;
  readonly audience?: Json | undefined;
  readonly fields?: Json | undefined;
  readonly schedule?: Json | null | undefined;
  readonly guards?: Json | undefined;
}

/** A sync that need not be saved. */
export type SyncDraft = Omit<NewSync, 'id'> & { readonly id?: string | undefined };

/** What is left out stays; null takes it out. The destination stays: another one is another sync. */
export interface SyncEdit extends Omit<Partial<NewSync>, 'id' | 'connection'> {
  readonly revision?: number | undefined;
}

export interface SyncDetail extends SyncStatus {
  /** As written; null without one. */
  readonly writtenSchedule: Json | null;
  /** Counts the edits of one that was made here. */
  readonly revision: number | null;
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
}

/** The syncs: those that were made here can be changed here. */
@Injectable()
export class SyncEditService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly definitions: DefinitionService,
    private readonly stored: DefinitionRepository,
    private readonly status: SyncStatusService,
    private readonly visibility: SyncVisibility,
    private readonly rowRepository: DeliveryRowRepository,
    private readonly series: RunSeriesRepository,
    private readonly workspaces: WorkspaceService,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFoundError */
  async get(id: string): Promise<SyncDetail> {
    const status = await this.status.get(id);
    const definition =
      status.origin === 'api' ? await this.stored.find(this.database.prisma, id) : undefined;
    return {
      ...status,
      writtenSchedule: writtenSchedule(this.hub.sync(id)?.schedule, definition),
      revision: definition?.revision ?? null,
      changedAt: definition?.changedAt ?? null,
      changedBy: definition?.changedBy ?? null,
    };
  }

  /** @throws DefinitionError, DefinitionConflictError, DestinationForbiddenError */
  async create({ id, ...entry }: NewSync, author: Author): Promise<SyncDetail> {
    const made = { entry: withoutNulls(entry), sealed: null };
    await this.visibility.requirePushable(entry.segment);
    await this.definitions.create('sync', id, made, author);
    return this.get(id);
  }

  /** @throws NotFoundError, DefinitionError, DefinitionConflictError, DestinationForbiddenError */
  async edit(id: string, { revision, ...edit }: SyncEdit, author: Author): Promise<SyncDetail> {
    await this.get(id);
    await this.visibility.requirePushable(edit.segment);
    const given = Object.fromEntries(
      Object.entries(edit).filter(([, value]) => value !== undefined),
    );
    await this.definitions.edit(
      'sync',
      id,
      ({ entry }) => ({ entry: withoutNulls({ ...entry, ...given }), sealed: null }),
      revision,
      author,
    );
    return this.get(id);
  }

  /** The audience keeps its members. @throws NotFoundError, DefinitionConflictError, DestinationForbiddenError */
  async delete(id: string, author: Author): Promise<void> {
    await this.get(id);
    return this.definitions.delete('sync', id, author);
  }

  async pause(id: string, isPaused: boolean, author: Author): Promise<SyncDetail> {
    await this.get(id);
    await this.definitions.pause('sync', id, isPaused, author);
    return this.get(id);
  }

  /**
   * Checks a sync that need not be saved. With the id of one that is, what that one delivered counts.
   *
   * @throws DefinitionError, DestinationForbiddenError
   */
  async draft({ id, ...entry }: SyncDraft, { role }: Author): Promise<SyncConfig> {
    await this.workspaces.refresh();
    const { config, connectors } = this.hub;
    const made = { kind: 'sync' as const, id: DRAFT, entry: withoutNulls(entry) };
    const { config: merged, problems } = mergeMade(config, [made], {
      connectors: (key) => connectors.get(key),
      pluginKeys: connectors.keys,
      segmentKeys: await this.visibility.pushable(),
    });
    const own = problems.get(DRAFT);
    if (own) throw new DefinitionError(own);
    const sync = merged.syncs.find((other) => other.id === DRAFT)!;
    requireDestination(role, this.hub.connection(sync.connection)!);
    return { ...sync, id: id ?? DRAFT };
  }

  /** @throws NotFoundError */
  async rows(
    id: string,
    state: RowState,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<{ readonly rows: readonly DeliveryRow[]; readonly next: string | null }> {
    await this.visibility.find(id);
    // One more than asked for: whether there is a next page.
    const page = { after, limit: limit + 1 };
    const found = await this.rowRepository.page(this.database.prisma, id, state, page);
    const rows = found.slice(0, limit);
    return { rows, next: found.length > limit ? (rows.at(-1)?.profileId ?? null) : null };
  }

  /** Makes the next run try them again. @returns how many @throws NotFoundError, DestinationForbiddenError */
  async retry(
    id: string,
    state: 'failed' | 'skipped',
    profileIds: readonly string[] | undefined,
    { role }: Author,
  ): Promise<number> {
    const { connection } = await this.visibility.find(id);
    requireDestination(role, this.hub.connection(connection)!);
    return this.database.transaction(async (sql) => {
      const retried = await this.rowRepository.retry(sql, id, state, profileIds);
      const tally = { ...(await this.rowRepository.tally(sql, id)) };
      await sql.sync.update({ where: { id }, data: { tally } });
      return retried;
    });
  }

  /** @throws NotFoundError */
  async days(id: string, count: number): Promise<readonly RunDay[]> {
    await this.visibility.find(id);
    return this.series.days(id, this.hub.timezone, this.clock.now(), count);
  }
}

/** Valid as an id, and longer than one that anybody would choose. */
const DRAFT = `draft-${'x'.repeat(58)}`;
