import { RunRepository, type RunFilter } from '../runs/run.repository.js';
import { StatusService } from '../status/status.service.js';
import type { RunKind, RunState } from '../runs/run.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import { counts, duration, runLine, table } from './format.js';
import { withHub, type Environment } from './open-hub.js';

interface Shown {
  readonly config: string;
  readonly json?: boolean;
}

type Print = (text: string) => void;

const MOST_RECORDS = 1_000;

export async function runsCommand(
  options: Shown & {
    readonly kind?: RunKind;
    readonly target?: string;
    readonly state?: RunState;
    readonly limit: string;
  },
  env: Environment,
  print: Print,
): Promise<number> {
  const { kind, target, state } = options;
  const filter: RunFilter = {
    ...(kind ? { kind } : {}),
    ...(target ? { target } : {}),
    ...(state ? { state } : {}),
    limit: Math.max(1, Number.parseInt(options.limit, 10) || 20),
  };
  return withHub(options.config, env, async (hub) => {
    const runs = await hub.get(RunRepository).list(filter);
    if (options.json) print(JSON.stringify(runs, null, 2));
    else if (runs.length === 0) print('no runs yet: segue run');
    else {
      const rows = runs.map((run) => [
        run.startedAt.toISOString(),
        run.state,
        `${run.kind} ${run.target}`,
        duration(run.startedAt, run.finishedAt),
        run.error ? `${run.error.code}: ${run.error.message}` : counts(run),
        run.id,
      ]);
      print(table(['started', 'state', 'what', 'took', 'counts', 'run'], rows));
    }
    return EXIT.ok;
  });
}

/** One run with the records that were not taken. */
export async function recordsCommand(
  id: string,
  { config, json }: Shown,
  env: Environment,
  print: Print,
): Promise<number> {
  const command = { action: 'view', name: 'segue runs', target: `run:${id}` } as const;
  return withAudited(command, config, env, async (hub) => {
    const repository = hub.get(RunRepository);
    const run = /^[0-9a-f-]{36}$/.test(id) ? await repository.get(id) : undefined;
    if (!run) {
      print(`there is no run ${id}`);
      return EXIT.unusable;
    }
    const records = await repository.records(id, { limit: MOST_RECORDS });
    if (json) {
      print(JSON.stringify({ ...run, records }, null, 2));
      return EXIT.ok;
    }
    print(runLine(run));
    const rows = records.map((record) => [
      record.outcome,
      record.position ?? '',
      record.profileId ?? '',
      `${record.code}: ${record.reason}`,
    ]);
    if (rows.length > 0) print(table(['', 'where', 'profile', 'why'], rows));
    return EXIT.ok;
  });
}

export async function statusCommand(
  { config, json }: Shown,
  env: Environment,
  print: Print,
): Promise<number> {
  return withHub(config, env, async (hub) => {
    const status = await hub.get(StatusService).status();
    if (json) {
      print(JSON.stringify(status, null, 2));
      return EXIT.ok;
    }
    const last = (item: (typeof status.connections)[number] | (typeof status.syncs)[number]) => [
      item.latestRun
        ? `${item.latestRun.state} ${item.latestRun.startedAt.toISOString()}`
        : 'never ran',
      item.nextAt ? `next ${item.nextAt.toISOString()}` : '',
    ];
    const connections = status.connections.map((c) => [c.id, c.plugin, ...last(c)]);
    const segments = status.segments.map((s) => [
      s.key,
      s.size.toLocaleString('en'),
      s.error
        ? `${s.error.code}: ${s.error.message}`
        : (s.evaluatedAt?.toISOString() ?? 'not evaluated yet'),
    ]);
    const syncs = status.syncs.map((s) => [s.id, s.segmentKey, ...last(s)]);
    print(table(['connection', 'plugin', 'last run', ''], connections));
    print(`\n${table(['segment', 'members', 'evaluated'], segments)}`);
    print(`\n${table(['sync', 'segment', 'last run', ''], syncs)}`);
    return EXIT.ok;
  });
}
