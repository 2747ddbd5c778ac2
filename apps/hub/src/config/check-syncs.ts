import type { AnyDestination, SettingsClass } from '@segue/sdk';
import { checkSettings } from './check-settings.js';
import type { KnownPlugins } from './check-connections.js';
import { unknownName } from './did-you-mean.js';
import type { Draft, SyncDraft } from './read-draft.js';
import type { Path, Report } from './report.js';

/**
 * Reports syncs of what is not there, and what their destination refuses.
 *
 * @param whole what the names are of, for messages
 */
export function checkSyncs(
  draft: Draft,
  { connectors }: KnownPlugins,
  report: Report,
  whole = 'this file',
): void {
  const keys = draft.segments.map(({ file }) => file.key).filter((key) => key !== '');
  for (const sync of draft.syncs) {
    const { segment, fields } = sync.file;
    if (segment !== '' && !keys.includes(segment)) {
      const problem = unknownName(segment, keys, `a segment of ${whole}`);
      report.refuse([...sync.path, 'segment'], problem);
    }
    const destination = findDestination(sync, draft, connectors, report, whole);
    if (destination) {
      const audience = destination.audience as SettingsClass;
      checkSettings(audience, sync.file.audience, [...sync.path, 'audience'], report);
    }
    checkFields(fields, destination, [...sync.path, 'fields'], report);
  }
}

/** Undefined, and reported, when there is none. */
function findDestination(
  { path, file }: SyncDraft,
  { connections }: Draft,
  connectors: KnownPlugins['connectors'],
  report: Report,
  whole: string,
): AnyDestination | undefined {
  if (file.connection === '') return undefined;
  const connection = connections.find(({ file: { id } }) => id === file.connection);
  const at = [...path, 'connection'];
  const destinations = connections
    .filter(({ file: { plugin } }) => connectors(plugin)?.destination)
    .map(({ file: { id } }) => id);
  if (!connection) {
    report.refuse(at, unknownName(file.connection, destinations, `a connection of ${whole}`));
    return undefined;
  }
  const info = connectors(connection.file.plugin);
  if (info && !info.destination) {
    const names = destinations.join(', ');
    const instead = names === '' ? 'there is none yet' : `write one of ${names}`;
    report.refuse(at, `is a source, and a sync needs a destination: ${instead}`);
  }
  return info?.destination;
}

/** Fields need names that the destination takes, and dotted paths of traits. */
function checkFields(
  fields: Readonly<Record<string, unknown>>,
  destination: AnyDestination | undefined,
  path: Path,
  report: Report,
): void {
  for (const [name, trait] of Object.entries(fields)) {
    const problem = name === '' ? 'must have a name' : destination?.checkField?.(name);
    if (problem !== undefined) report.refuse([...path, name], problem, 'key');
    if (!isTraitPath(trait)) {
      report.refuse(
        [...path, name],
        'must be the path of a trait, such as plan or address.country',
      );
    }
  }
}

/** Keys joined by dots; `\.` is a dot within a key. */
const isTraitPath = (path: unknown): boolean =>
  typeof path === 'string' && !path.split(/(?<!\\)\./).includes('');
