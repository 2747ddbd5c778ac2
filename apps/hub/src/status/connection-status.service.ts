import { Injectable } from '@nestjs/common';
import type { AnyConnector } from '@segue/sdk';
import { kindOf } from '../config/check-connections.js';
import type { ConnectionConfig, SyncRole } from '../config/config.js';
import { Database } from '../database/database.js';
import { RunRepository } from '../runs/run.repository.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { DefinitionRepository } from '../workspace/definition.repository.js';
import { placeInFile } from '../workspace/place-in-file.js';
import { WorkspaceService } from '../workspace/workspace.service.js';
import { textIn } from '../workspace/written.js';
import { newestOf } from './newest-of.js';
import { NotFoundError } from './not-found-error.js';
import { describeTimes, type Scheduled } from './scheduled.js';

const DAY_MS = 86_400_000;

export interface ConnectionStatus extends Scheduled {
  readonly id: string;
  readonly plugin: string;
  /** Of the plugin. */
  readonly title: string;
  readonly kind: ConnectionConfig['kind'];
  /** Whether the hub reads from it, and so can run it. */
  readonly isReadable: boolean;
  /** Whether it sends to the hub. */
  readonly isPush: boolean;
  /** What can be read from it. */
  readonly streams: readonly { readonly key: string; readonly title: string }[];
  /** When a read was stored last. */
  readonly checkpointAt: Date | null;
  /** Records of the last 24 hours. */
  readonly rejected: number;
  /** Roles that may sync to it; null: all that make syncs. */
  readonly syncRoles: readonly SyncRole[] | null;
}

type KnownConnection = Pick<ConnectionConfig, 'id' | 'plugin'> & Partial<ConnectionConfig>;

/** How connections are doing: those of segue.yaml in the order of the file, then those that were made here. */
@Injectable()
export class ConnectionStatusService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly runs: RunRepository,
    private readonly definitions: DefinitionRepository,
    private readonly workspaces: WorkspaceService,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<readonly ConnectionStatus[]> {
    return this.describe(await this.known());
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<ConnectionStatus> {
    const [status] = await this.describe((await this.known()).filter((entry) => entry.id === id));
    if (!status) throw new NotFoundError(`connection ${id}`);
    return status;
  }

  private async known(): Promise<readonly KnownConnection[]> {
    await this.workspaces.refresh();
    const { config, problems } = this.hub.workspace;
    const unusable = (await this.definitions.list(this.database.prisma)).filter(
      ({ kind, id }) => kind === 'connection' && problems.has(id),
    );
    return [
      ...config.connections,
      ...unusable.map(({ id, entry }) => ({ id, plugin: textIn(entry, 'plugin') })),
    ];
  }

  private async describe(
    entries: readonly KnownConnection[],
  ): Promise<readonly ConnectionStatus[]> {
    const ids = entries.map(({ id }) => id);
    const { problems } = this.hub.workspace;
    const { prisma } = this.database;
    const items = ids.flatMap((target) => [
      { kind: 'pull' as const, target },
      { kind: 'push' as const, target },
    ]);
    const latest = newestOf(await this.runs.latest(items));
    const rejected = await this.runs.rejectedSince(new Date(this.clock.now().getTime() - DAY_MS));
    const stored = await prisma.connection.findMany({
      where: { id: { in: ids } },
      select: { id: true, checkpointAt: true },
    });
    const work = await prisma.work.findMany({ where: { kind: 'pull', isActive: true } });
    return entries.map(({ id, plugin, schedule, syncRoles }) => {
      const info = this.hub.connectors.get(plugin) ?? {};
      const place = placeInFile(this.hub.file, id);
      const nextAt = work.find(({ target }) => target === id)?.nextAt ?? null;
      const connector: AnyConnector | undefined = info.source ?? info.destination;
      return {
        id,
        plugin,
        title: connector?.title ?? plugin,
        kind: kindOf(info),
        origin: place ? 'file' : 'api',
        location: place ?? null,
        isPaused: this.hub.isPaused(id),
        isReadable: info.source?.read !== undefined,
        isPush: info.source?.push !== undefined,
        streams: (info.source?.streams ?? []).map(({ key, title }) => ({ key, title })),
        ...describeTimes(schedule, nextAt),
        latestRun: latest.get(id) ?? null,
        checkpointAt: stored.find((row) => row.id === id)?.checkpointAt ?? null,
        rejected: rejected.get(id) ?? 0,
        syncRoles: syncRoles ?? null,
        problems: problems.get(id) ?? [],
      };
    });
  }
}
