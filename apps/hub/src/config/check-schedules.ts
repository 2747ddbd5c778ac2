import { isReadable, type KnownPlugins } from './check-connections.js';
import type { Schedule } from './config.js';
import { unknownName } from './did-you-mean.js';
import { findCycles } from './find-cycles.js';
import type { Draft } from './read-draft.js';
import type { Report } from './report.js';

/** Reports an `after` that names what is not there, never runs, or waits for itself. */
export function checkSchedules(
  draft: Draft,
  { connectors }: KnownPlugins,
  report: Report,
  whole = 'this file',
): void {
  const { connections, syncs, evaluation } = draft;
  const isRun = (plugin: string): boolean => {
    const info = connectors(plugin);
    // A plugin that is not known is reported as such, once.
    return info === undefined || isReadable(info);
  };
  const readIds = connections.filter(({ file }) => isRun(file.plugin)).map(({ file }) => file.id);
  const runIds = [...readIds, ...syncs.map(({ file }) => file.id)].filter((id) => id !== '');
  const runs = [...connections, ...syncs];

  for (const { path, schedule } of [
    ...runs,
    { path: ['evaluation'], schedule: evaluation?.schedule },
  ]) {
    for (const id of idsBefore(schedule)) {
      const exists = runs.some(({ file }) => file.id === id);
      const what = exists ? 'a connection or sync that runs' : `a connection or sync of ${whole}`;
      const at = [...path, 'schedule', 'after'];
      if (!runIds.includes(id)) report.refuse(at, unknownName(id, runIds, what));
    }
  }
  refuseCircles(runs, report);
}

function refuseCircles(
  runs: readonly (Draft['connections'][number] | Draft['syncs'][number])[],
  report: Report,
): void {
  const graph = new Map(runs.map(({ file, schedule }) => [file.id, idsBefore(schedule)]));
  for (const cycle of findCycles(graph)) {
    const { path } = runs.find(({ file }) => file.id === cycle[0])!;
    const circle = cycle.join(' after ');
    const problem = `goes round in a circle (${circle}): give one of these a time of its own`;
    report.refuse([...path, 'schedule', 'after'], problem);
  }
}

const idsBefore = (schedule: Schedule | undefined): readonly string[] =>
  schedule && 'after' in schedule ? [schedule.after] : [];
