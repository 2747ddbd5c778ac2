import type { ConnectionStatus } from '../status/connection-status.service.js';
import type { SyncStatus } from '../status/sync-status.service.js';
import type { ListedSegment } from '../segments/list/segment-list.service.js';
import type { Run } from '../runs/run.js';

/** Something that a person should look at. */
export interface Attention {
  /** Stable, listed in docs/errors.md. */
  readonly code: string;
  /** error: something does not work; warning: it works, and may not do what is meant; info: somebody switched it off. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly kind: 'connection' | 'segment' | 'sync' | 'evaluation';
  /** Id of a connection or sync, key of a segment; `segments` of the evaluation. */
  readonly target: string;
  readonly message: string;
  /** What to do about it. */
  readonly action: string;
  /** The run that tells more, if there is one. */
  readonly runId: string | null;
}

const SEVERITIES = ['error', 'warning', 'info'] as const;

/** The worst first. */
export function attentionOf({
  connections,
  segments,
  syncs,
  evaluation,
}: {
  readonly connections: readonly ConnectionStatus[];
  readonly segments: readonly ListedSegment[];
  readonly syncs: readonly SyncStatus[];
  /** The latest, if any. */
  readonly evaluation: Run | undefined;
}): readonly Attention[] {
  return [
    ...connections.flatMap(ofConnection),
    ...ofEvaluation(evaluation),
    ...segments.flatMap(ofSegment),
    ...syncs.flatMap(ofSync),
  ].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function ofConnection(connection: ConnectionStatus): readonly Attention[] {
  const { id, title, isPaused, latestRun, rejected, problems } = connection;
  const about = { kind: 'connection', target: id, runId: latestRun?.id ?? null } as const;
  const found: Attention[] = [];
  if (problems.length > 0) {
    found.push({
      ...{ ...about, code: 'CONNECTION_UNUSABLE', severity: 'error', runId: null },
      message: `${id} (${title}) cannot be used: ${listOf(problems)}`,
      action: 'Mend its settings.',
    });
  }
  if (isPaused) {
    found.push({
      ...{ ...about, code: 'CONNECTION_PAUSED', severity: 'info', runId: null },
      message: `${id} (${title}) is paused`,
      action: 'Resume it when it is to go on.',
    });
  } else if (latestRun?.state === 'failed') {
    found.push({
      ...{ ...about, code: 'CONNECTION_FAILING', severity: 'error' },
      message: `${id} (${title}) could not be read: ${latestRun.error?.message ?? 'see the run'}`,
      action: 'Check the connection; its next run goes on where this one stopped.',
    });
  }
  if (rejected > 0) {
    found.push({
      ...{ ...about, code: 'RECORDS_REJECTED', severity: 'warning' },
      message: `${count(rejected, 'record')} of ${id} (${title}) ${rejected === 1 ? 'was' : 'were'} rejected in the last 24 hours`,
      action: 'Look at the reasons, and mend the records at their source.',
    });
  }
  return found;
}

function ofEvaluation(run: Run | undefined): readonly Attention[] {
  if (run?.state !== 'failed') return [];
  return [
    {
      ...{ code: 'EVALUATION_FAILING', severity: 'error', kind: 'evaluation' },
      ...{ target: run.target, runId: run.id },
      message: `segments could not be evaluated: ${run.error?.message ?? 'see the run'}`,
      action: 'Look at the run. Until it succeeds, segments keep the members that they have.',
    },
  ];
}

function ofSegment({ key, name, error, warnings }: ListedSegment): readonly Attention[] {
  const about = { kind: 'segment', target: key, runId: null } as const;
  if (error) {
    return [
      {
        ...{ ...about, code: 'SEGMENT_BROKEN', severity: 'error' },
        message: `${name} cannot be evaluated: ${error.message}`,
        action: 'Mend its rule. Until then it keeps its members, and nothing is pushed from it.',
      },
    ];
  }
  if (!warnings) return [];
  return [
    {
      ...{ ...about, code: 'SEGMENT_WARNING', severity: 'warning' },
      message: `${name} has ${count(warnings, 'warning')}`,
      action: 'See whether it finds whom it is meant to find.',
    },
  ];
}

function ofSync(sync: SyncStatus): readonly Attention[] {
  const { id, isPaused, latestRun, blockedBy, tally, problems } = sync;
  const about = { kind: 'sync', target: id, runId: latestRun?.id ?? null } as const;
  if (problems.length > 0) {
    return [
      {
        ...{ ...about, code: 'SYNC_UNUSABLE', severity: 'error', runId: null },
        message: `${id} cannot run: ${listOf(problems)}`,
        action: 'Mend the sync.',
      },
    ];
  }
  if (isPaused) {
    return [
      {
        ...{ ...about, code: 'SYNC_PAUSED', severity: 'info', runId: null },
        message: `${id} is paused`,
        action: 'Resume it when it is to go on.',
      },
    ];
  }
  if (blockedBy) {
    return [
      {
        ...{ ...about, code: 'SYNC_BLOCKED', severity: 'error' },
        message: `${id} was stopped by a guard: ${blockedBy.message}`,
        action: 'Look at the plan, and approve the run if it is right.',
      },
    ];
  }
  if (latestRun?.state === 'failed') {
    return [
      {
        ...{ ...about, code: 'SYNC_FAILING', severity: 'error' },
        message: `${id} failed: ${latestRun.error?.message ?? 'see the run'}`,
        action: 'Check its connection; the next run sends what this one did not.',
      },
    ];
  }
  const failed = tally?.failed ?? 0;
  if (failed === 0) return [];
  return [
    {
      ...{ ...about, code: 'SYNC_PARTIAL', severity: 'warning' },
      message: `${id} could not deliver ${count(failed, 'person', 'people')}`,
      action: 'Look at the errors of these people; they are tried again with each run.',
    },
  ];
}

const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

const listOf = (problems: readonly { readonly pointer: string; readonly message: string }[]) =>
  problems.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join('; ');
