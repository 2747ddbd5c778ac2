import type { Location } from './config.js';
import type { Draft } from './read-draft.js';
import type { Path, Report } from './report.js';

export type Locate = (path: Path) => Location;

interface Named {
  readonly name: string;
  readonly path: Path;
}

/** Reports names that are there twice: ids of connections and syncs, which share one space, and keys of segments. */
export function checkNames(
  { connections, syncs, segments }: Draft,
  locate: Locate,
  report: Report,
): void {
  const ids = [...connections, ...syncs].map(({ path, file: { id } }) => ({
    name: id,
    path: [...path, 'id'],
  }));
  const keys = segments.map(({ path, file: { key } }) => ({ name: key, path: [...path, 'key'] }));
  refuseTwins(ids, locate, report);
  refuseTwins(keys, locate, report);
}

function refuseTwins(names: readonly Named[], locate: Locate, report: Report): void {
  const first = new Map<string, Path>();
  for (const { name, path } of names.filter(({ name }) => name !== '')) {
    const taken = first.get(name);
    if (taken) report.refuse(path, `is taken by line ${locate(taken).line}: write another one`);
    else first.set(name, path);
  }
}
