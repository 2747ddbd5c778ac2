import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import type { Run } from '../runs/run.js';
import { RunRepository } from '../runs/run.repository.js';
import { EVALUATION } from '../schedule/evaluation-work.js';
import { SegmentListService, type ListedSegment } from '../segments/list/segment-list.service.js';
import {
  ConnectionStatusService,
  type ConnectionStatus,
} from '../status/connection-status.service.js';
import { SyncStatusService, type SyncStatus } from '../status/sync-status.service.js';
import { SyncVisibility } from '../status/sync-visibility.service.js';
import { attentionOf, type Attention } from './attention.js';
import { OverviewRepository, type RunGroup } from './overview.repository.js';

const DAY_MS = 86_400_000;

/** idle: nothing happened in the last 24 hours. */
export type Health = 'ok' | 'warning' | 'error' | 'idle';

export interface SourceFlow extends Pick<ConnectionStatus, 'id' | 'title' | 'plugin' | 'isPaused'> {
  readonly health: Health;
  /** Records that were stored. */
  readonly accepted: number;
  readonly rejected: number;
}

export interface SyncFlow extends Pick<
  SyncStatus,
  'id' | 'segmentKey' | 'connectionId' | 'plugin' | 'isPaused' | 'size'
> {
  readonly health: Health;
  /** Changes that the destination confirmed. */
  readonly delivered: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Overview {
  readonly since: Date;
  /** What there is none of yet; all false once data flow. */
  readonly firstRun: {
    readonly needsConnection: boolean;
    readonly needsSegment: boolean;
    readonly needsSync: boolean;
    /** No connection and nobody: then there can be demo data. */
    readonly isEmpty: boolean;
  };
  /** Numbers are of the last 24 hours, unless they say what there is. */
  readonly flow: {
    readonly sources: readonly SourceFlow[];
    readonly profiles: {
      readonly total: number;
      readonly created: number;
      readonly evaluated: number;
    };
    readonly segments: {
      readonly total: number;
      readonly failing: number;
      readonly joined: number;
      readonly left: number;
      readonly health: Health;
    };
    readonly syncs: readonly SyncFlow[];
  };
  readonly runs: readonly Pick<
    RunGroup,
    | 'kind'
    | 'target'
    | 'runs'
    | 'running'
    | 'succeeded'
    | 'partial'
    | 'failed'
    | 'blocked'
    | 'cancelled'
    | 'latestAt'
  >[];
  readonly attention: readonly Attention[];
}

/** Whether last night was right, at a glance. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly database: Database,
    private readonly repository: OverviewRepository,
    private readonly runs: RunRepository,
    private readonly connectionStatus: ConnectionStatusService,
    private readonly segmentList: SegmentListService,
    private readonly syncStatus: SyncStatusService,
    private readonly visibility: SyncVisibility,
    private readonly clock: Clock,
  ) {}

  async get(): Promise<Overview> {
    const sql = this.database.prisma;
    const since = new Date(this.clock.now().getTime() - DAY_MS);
    const [connections, { segments }, syncs, hidden, runs, [evaluation], profiles] =
      await Promise.all([
        this.connectionStatus.list(),
        this.segmentList.list({}),
        this.syncStatus.list(),
        this.visibility.hidden(),
        this.repository.runsSince(sql, since),
        this.runs.latest([EVALUATION]),
        this.repository.profiles(sql, since),
      ]);
    const groups = runs.filter(({ kind, target }) => kind !== 'sync' || !hidden.has(target));
    const attention = attentionOf({ connections, segments, syncs, evaluation });
    const sources = connections.filter(({ kind }) => kind !== 'destination');
    return {
      since,
      firstRun: {
        needsConnection: connections.length === 0,
        needsSegment: segments.length === 0,
        needsSync: syncs.length === 0,
        isEmpty: connections.length === 0 && profiles.total === 0,
      },
      flow: {
        sources: sources.map((source) => toSourceFlow(source, groups, attention)),
        profiles: {
          ...profiles,
          evaluated: sum(groups, 'evaluate', EVALUATION.target, 'evaluated'),
        },
        segments: toSegmentFlow(segments, groups, evaluation),
        syncs: syncs.map((sync) => toSyncFlow(sync, groups, attention)),
      },
      runs: groups.map(toGroup),
      attention,
    };
  }
}

function toSourceFlow(
  { id, title, plugin, isPaused }: ConnectionStatus,
  groups: readonly RunGroup[],
  attention: readonly Attention[],
): SourceFlow {
  const of = (count: 'accepted' | 'rejected' | 'runs'): number =>
    sum(groups, 'pull', id, count) + sum(groups, 'push', id, count);
  const health = healthOf('connection', id, of('runs') > 0, attention);
  return {
    id,
    title,
    plugin,
    isPaused,
    health,
    accepted: of('accepted'),
    rejected: of('rejected'),
  };
}

function toSyncFlow(
  { id, segmentKey, connectionId, plugin, isPaused, size }: SyncStatus,
  groups: readonly RunGroup[],
  attention: readonly Attention[],
): SyncFlow {
  const of = (count: 'confirmed' | 'notDelivered' | 'skipped' | 'runs'): number =>
    sum(groups, 'sync', id, count);
  return {
    ...{ id, segmentKey, connectionId, plugin, isPaused, size },
    health: healthOf('sync', id, of('runs') > 0, attention),
    delivered: of('confirmed'),
    failed: of('notDelivered'),
    skipped: of('skipped'),
  };
}

function toSegmentFlow(
  segments: readonly ListedSegment[],
  groups: readonly RunGroup[],
  evaluation: Run | undefined,
): Overview['flow']['segments'] {
  const failing = segments.filter(({ error }) => error !== null).length;
  const of = (count: 'joined' | 'left'): number =>
    sum(groups, 'evaluate', EVALUATION.target, count);
  const health = (): Health => {
    if (failing > 0 || evaluation?.state === 'failed') return 'error';
    if (segments.some(({ warnings }) => (warnings ?? 0) > 0)) return 'warning';
    return segments.some(({ evaluatedAt }) => evaluatedAt !== null) ? 'ok' : 'idle';
  };
  return {
    total: segments.length,
    failing,
    joined: of('joined'),
    left: of('left'),
    health: health(),
  };
}

function healthOf(
  kind: Attention['kind'],
  target: string,
  hasRun: boolean,
  attention: readonly Attention[],
): Health {
  const own = attention.filter((one) => one.kind === kind && one.target === target);
  if (own.some(({ severity }) => severity === 'error')) return 'error';
  if (own.some(({ severity }) => severity === 'warning')) return 'warning';
  return hasRun ? 'ok' : 'idle';
}

type Count = {
  [K in keyof RunGroup]: RunGroup[K] extends number ? K : never;
}[keyof RunGroup];

const sum = (groups: readonly RunGroup[], kind: string, target: string, count: Count): number =>
  groups
    .filter((group) => group.kind === kind && group.target === target)
    .reduce((total, group) => total + group[count], 0);

const toGroup = ({
  kind,
  target,
  runs,
  running,
  succeeded,
  partial,
  failed,
  blocked,
  cancelled,
  latestAt,
}: RunGroup): Overview['runs'][number] => ({
  ...{ kind, target, runs, running, succeeded, partial, failed, blocked, cancelled, latestAt },
});
