import { checkConnections, type KnownPlugins } from './check-connections.js';
import { checkSchedules } from './check-schedules.js';
import { checkSyncs } from './check-syncs.js';
import type { Config } from './config.js';
import { ConnectionFile, SyncFile } from './config-file.js';
import { type Draft, readDraft } from './read-draft.js';
import { Report, type Path } from './report.js';
import { toConnection, toSync } from './to-config.js';

/** A connection or sync that was made here, as an entry of segue.yaml would say it. */
export interface MadeEntry {
  readonly kind: 'connection' | 'sync';
  readonly id: string;
  /** Without the id. Texts are taken as they are: `${NAME}` does not read the environment. */
  readonly entry: Readonly<Record<string, unknown>>;
}

export interface EntryProblem {
  /** JSON Pointer into the entry. */
  readonly pointer: string;
  /** To be read after the pointer. Never holds a value of the entry: that may be a secret. */
  readonly message: string;
}

export interface Merged {
  /** The file with those of the entries that can be used. */
  readonly config: Config;
  /** Why the other entries cannot, by their id. */
  readonly problems: ReadonlyMap<string, readonly EntryProblem[]>;
  /** Ids that the file has as well: then the file's counts. */
  readonly shadowed: ReadonlySet<string>;
}

export interface MergeOptions extends KnownPlugins {
  /** Of all segments, also those that are not the file's. */
  readonly segmentKeys: readonly string[];
}

/**
 * Adds what was made here to what the file says, by the file's own rules. An entry that breaks them is left out, and whatever
 * needs it: a file that changed must not keep the hub from starting.
 */
export function mergeMade(file: Config, made: readonly MadeEntry[], options: MergeOptions): Merged {
  const taken = new Set([...file.connections, ...file.syncs].map(({ id }) => id));
  const problems = new Map<string, readonly EntryProblem[]>();
  for (;;) {
    const left = made.filter(({ id }) => !taken.has(id) && !problems.has(id));
    const report = new Report();
    const draft = checkMade(file, left, options, report);
    const found = problemsById(left, report);
    if (found.size === 0) {
      return {
        config: withMade(file, draft, options.connectors),
        problems,
        shadowed: new Set(made.filter(({ id }) => taken.has(id)).map(({ id }) => id)),
      };
    }
    for (const [id, list] of found) problems.set(id, list);
  }
}

const WHOLE = 'this workspace';

/** The draft of what was made, without the file. */
function checkMade(
  file: Config,
  made: readonly MadeEntry[],
  options: MergeOptions,
  report: Report,
): Draft {
  const entriesOf = (kind: MadeEntry['kind']) =>
    ofKind(made, kind).map(({ id, entry }) => ({ ...entry, id }));
  const json = {
    workspace: { timezone: file.workspace.timezone },
    connections: entriesOf('connection'),
    syncs: entriesOf('sync'),
  };
  const draft = readDraft(json, report);
  const whole = withFile(file, draft, options.segmentKeys);
  checkConnections(draft, options, report);
  checkSyncs({ ...whole, syncs: draft.syncs }, options, report, WHOLE);
  checkSchedules(whole, options, report, WHOLE);
  return draft;
}

const ofKind = (made: readonly MadeEntry[], kind: MadeEntry['kind']) =>
  made.filter((entry) => entry.kind === kind);

/** Where the file's entries are, which were checked before. */
const IN_FILE: Path = ['file'];

function withFile(file: Config, draft: Draft, segmentKeys: readonly string[]): Draft {
  const connections = file.connections.map(({ id, plugin, settings, schedule }) => ({
    path: IN_FILE,
    file: Object.assign(new ConnectionFile(), { id, plugin, settings }),
    ...(schedule ? { schedule } : {}),
  }));
  const syncs = file.syncs.map(({ id, segment, connection, schedule, guards }) => ({
    path: IN_FILE,
    file: Object.assign(new SyncFile(), { id, segment, connection }),
    ...(schedule ? { schedule } : {}),
    guards,
  }));
  return {
    ...draft,
    connections: [...connections, ...draft.connections],
    syncs: [...syncs, ...draft.syncs],
    segments: segmentKeys.map((key) => ({ path: IN_FILE, file: { key } })),
  };
}

function problemsById(
  made: readonly MadeEntry[],
  report: Report,
): ReadonlyMap<string, readonly EntryProblem[]> {
  const found = new Map<string, EntryProblem[]>();
  for (const { path, message } of report.findings) {
    const [list, index, ...rest] = path;
    const kind = list === 'connections' ? 'connection' : 'sync';
    const entry = list === IN_FILE[0] ? undefined : ofKind(made, kind)[Number(index)];
    if (!entry) continue;
    const problem = { pointer: toPointer(rest), message };
    found.set(entry.id, [...(found.get(entry.id) ?? []), problem]);
  }
  return found;
}

/** RFC 6901. */
const toPointer = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const withMade = (file: Config, draft: Draft, connectors: KnownPlugins['connectors']): Config => ({
  ...file,
  connections: [
    ...file.connections,
    ...draft.connections.map((connection) => toConnection(connection, connectors)),
  ],
  syncs: [...file.syncs, ...draft.syncs.map(toSync)],
});
