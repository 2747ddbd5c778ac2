import { Injectable } from '@nestjs/common';
import type { ConnectionConfig, Schedule } from '../config/config.js';
import { Database } from '../database/database.js';
import type { Run, RunKind } from '../runs/run.js';
import { RunRepository } from '../runs/run.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import type { Segment } from '../segments/segment.js';
import { SegmentRepository } from '../segments/segment.repository.js';

interface Scheduled {
  readonly schedule: Schedule | null;
  /** The newest; null before the first. */
  readonly latestRun: Run | null;
  /** When it is due next; null where nothing but other work or a person makes it run. */
  readonly nextAt: Date | null;
}

export interface ConnectionStatus extends Scheduled {
  readonly id: string;
  readonly plugin: string;
  readonly kind: ConnectionConfig['kind'];
}

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

export interface SyncStatus extends Scheduled {
  readonly id: string;
  readonly segmentKey: string;
  readonly connectionId: string;
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
    private readonly runs: RunRepository,
    private readonly segmentRepository: SegmentRepository,
  ) {}

  async status(): Promise<Status> {
    return {
      connections: await this.connections(),
      segments: await this.segments(),
      syncs: await this.syncs(),
    };
  }

  async connections(): Promise<readonly ConnectionStatus[]> {
    const [latest, nextAt] = [await this.latestRuns(), await this.dueTimes()];
    return this.hub.config.connections.map(({ id, plugin, kind, schedule }) => ({
      id,
      plugin,
      kind,
      schedule: schedule ?? null,
      latestRun: latest(id, ['pull', 'push']),
      nextAt: nextAt('pull', id),
    }));
  }

  async segments(): Promise<readonly SegmentStatus[]> {
    const stored = await this.segmentRepository.list(this.database.prisma);
    const sizes = await this.segmentRepository.sizes(this.database.prisma);
    const byKey = new Map(stored.map((segment) => [segment.key, segment]));
    const inFile = this.hub.config.segments.flatMap(({ key }) => byKey.get(key) ?? []);
    const made = stored.filter(({ origin }) => origin === 'api');
    return [...inFile.filter(({ origin }) => origin === 'file'), ...made].map((segment) => {
      const { id, key, name, description, kind, origin, evaluatedAt, error } = segment;
      const isCurrent = segment.evaluatedVersion === segment.version;
      const size = sizes.get(id) ?? 0;
      return { key, name, description, kind, origin, size, evaluatedAt, isCurrent, error };
    });
  }

  async syncs(): Promise<readonly SyncStatus[]> {
    const [latest, nextAt] = [await this.latestRuns(), await this.dueTimes()];
    return this.hub.config.syncs.map(({ id, segment, connection, schedule }) => ({
      id,
      segmentKey: segment,
      connectionId: connection,
      schedule: schedule ?? null,
      latestRun: latest(id, ['sync']),
      nextAt: nextAt('sync', id),
    }));
  }

  private async latestRuns(): Promise<(target: string, kinds: readonly RunKind[]) => Run | null> {
    const runs = await this.runs.latest();
    return (target, kinds) =>
      runs
        .filter((run) => run.target === target && kinds.includes(run.kind))
        .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())[0] ?? null;
  }

  private async dueTimes(): Promise<(kind: RunKind, target: string) => Date | null> {
    const work = await this.database.prisma.work.findMany({ where: { isActive: true } });
    return (kind, target) =>
      work.find((item) => item.kind === kind && item.target === target)?.nextAt ?? null;
  }
}
