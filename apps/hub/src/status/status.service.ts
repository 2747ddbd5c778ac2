import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { HubConfig } from '../runtime/hub-config.js';
import type { Segment } from '../segments/segment.js';
import { SegmentFiguresService } from '../segments/list/segment-figures.service.js';
import { SegmentVisibility } from '../segments/segment-visibility.service.js';
import { ConnectionStatusService, type ConnectionStatus } from './connection-status.service.js';
import { SyncStatusService, type SyncStatus } from './sync-status.service.js';

export interface SegmentStatus {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly kind: Segment['kind'];
  /** file: managed by segue.yaml. */
  readonly origin: Segment['origin'];
  /** Members, as evaluated last. */
  readonly size: number;
  readonly evaluatedAt: Date | null;
  /** False after an edit that no evaluation has taken into account yet. */
  readonly isCurrent: boolean;
  /** Why it cannot be evaluated; it keeps its members, and nothing is pushed from it. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Status {
  readonly connections: readonly ConnectionStatus[];
  readonly segments: readonly SegmentStatus[];
  readonly syncs: readonly SyncStatus[];
}

/** How everything is doing: what segue.yaml names in the order of the file, then the segments that were made otherwise. */
@Injectable()
export class StatusService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly connectionStatus: ConnectionStatusService,
    private readonly syncStatus: SyncStatusService,
    private readonly visibility: SegmentVisibility,
    private readonly figures: SegmentFiguresService,
  ) {}

  async status(): Promise<Status> {
    return {
      connections: await this.connections(),
      segments: await this.segments(),
      syncs: await this.syncs(),
    };
  }

  connections(): Promise<readonly ConnectionStatus[]> {
    return this.connectionStatus.list();
  }

  async segments(): Promise<readonly SegmentStatus[]> {
    const stored = await this.visibility.list(this.database.prisma);
    const figures = await this.figures.of(stored.map(({ id }) => id));
    const byKey = new Map(stored.map((segment) => [segment.key, segment]));
    const inFile = this.hub.config.segments.flatMap(({ key }) => byKey.get(key) ?? []);
    const made = stored.filter(({ origin }) => origin === 'api');
    return [...inFile.filter(({ origin }) => origin === 'file'), ...made].map((segment) => {
      const { id, key, name, description, kind, origin, evaluatedAt, error } = segment;
      const isCurrent = segment.evaluatedVersion === segment.version;
      const { size } = figures.get(id)!;
      return { key, name, description, kind, origin, size, evaluatedAt, isCurrent, error };
    });
  }

  syncs(): Promise<readonly SyncStatus[]> {
    return this.syncStatus.list();
  }
}
