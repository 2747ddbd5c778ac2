import { Injectable } from '@nestjs/common';
import type { GuardsConfig, SyncConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import type { DeliveryTally } from '../delivery/delivery-row.repository.js';
import type { RunProblem } from '../runs/run.js';
import { RunRepository } from '../runs/run.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import { SegmentFiguresService } from '../segments/list/segment-figures.service.js';
import { SegmentVisibility } from '../segments/segment-visibility.service.js';
import { DefinitionRepository } from '../workspace/definition.repository.js';
import { placeInFile } from '../workspace/place-in-file.js';
import { WorkspaceService } from '../workspace/workspace.service.js';
import { textIn } from '../workspace/written.js';
import { newestOf } from './newest-of.js';
import { NotFoundError } from './not-found-error.js';
import { describeTimes, type Scheduled } from './scheduled.js';

export interface SyncStatus extends Scheduled {
  readonly id: string;
  readonly segmentKey: string;
  readonly connectionId: string;
  /** Of the destination. */
  readonly plugin: string;
  readonly audience: Readonly<Record<string, unknown>>;
  readonly fields: Readonly<Record<string, string>>;
  readonly guards: GuardsConfig;
  /** Members of the segment. */
  readonly size: number;
  /** As counted at the end of the latest run; null before it. */
  readonly tally: DeliveryTally | null;
  /** The guard that stopped the latest run; null when none did. */
  readonly blockedBy: RunProblem | null;
}

type KnownSync = Pick<SyncConfig, 'id' | 'segment' | 'connection'> & Partial<SyncConfig>;

/** How syncs are doing: those of segue.yaml in the order of the file, then those that were made here. */
@Injectable()
export class SyncStatusService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly runs: RunRepository,
    private readonly visibility: SegmentVisibility,
    private readonly figures: SegmentFiguresService,
    private readonly definitions: DefinitionRepository,
    private readonly workspaces: WorkspaceService,
  ) {}

  async list(): Promise<readonly SyncStatus[]> {
    return this.describe(await this.visible());
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<SyncStatus> {
    const [status] = await this.describe((await this.visible()).filter((sync) => sync.id === id));
    if (!status) throw new NotFoundError(`sync ${id}`);
    return status;
  }

  private async visible(): Promise<readonly KnownSync[]> {
    await this.workspaces.refresh();
    const { config, problems } = this.hub.workspace;
    const unusable = (await this.definitions.list(this.database.prisma)).filter(
      ({ kind, id }) => kind === 'sync' && problems.has(id),
    );
    const broken = unusable.map(({ id, entry }) => ({
      id,
      segment: textIn(entry, 'segment'),
      connection: textIn(entry, 'connection'),
    }));
    const hidden = (await this.visibility.hidden(this.database.prisma)).map(({ key }) => key);
    return [...config.syncs, ...broken].filter(({ segment }) => !hidden.includes(segment));
  }

  private async describe(syncs: readonly KnownSync[]): Promise<readonly SyncStatus[]> {
    const { prisma } = this.database;
    const ids = syncs.map(({ id }) => id);
    const latest = newestOf(
      await this.runs.latest(ids.map((target) => ({ kind: 'sync' as const, target }))),
    );
    const stored = await prisma.sync.findMany({
      where: { id: { in: ids } },
      select: { id: true, tally: true },
    });
    const work = await prisma.work.findMany({ where: { kind: 'sync', isActive: true } });
    const pushed = new Set(syncs.map(({ segment }) => segment));
    const segments = (await this.visibility.list(prisma)).filter(({ key }) => pushed.has(key));
    const figures = await this.figures.of(segments.map(({ id }) => id));
    const sizes = new Map(segments.map(({ key, id }) => [key, figures.get(id)!.size]));
    return syncs.map((sync) => {
      const { id, segment, connection, schedule } = sync;
      const place = placeInFile(this.hub.file, id);
      const latestRun = latest.get(id) ?? null;
      return {
        id,
        segmentKey: segment,
        connectionId: connection,
        plugin: this.hub.connection(connection)?.plugin ?? '',
        origin: place ? 'file' : 'api',
        location: place ?? null,
        isPaused: this.hub.isPaused(id),
        audience: sync.audience ?? {},
        fields: sync.fields ?? {},
        guards: sync.guards ?? {},
        ...describeTimes(schedule, work.find(({ target }) => target === id)?.nextAt ?? null),
        latestRun,
        size: sizes.get(segment) ?? 0,
        tally: (stored.find((row) => row.id === id)?.tally ?? null) as DeliveryTally | null,
        blockedBy: latestRun?.state === 'blocked' ? latestRun.error : null,
        problems: this.hub.workspace.problems.get(id) ?? [],
      };
    });
  }
}
