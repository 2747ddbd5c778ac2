import { kindOf, type KnownPlugins } from './check-connections.js';
import type { Config, ConnectionConfig, Location, SegmentConfig, SyncConfig } from './config.js';
import type { Draft } from './read-draft.js';
import type { Path } from './report.js';

/** @param draft without any problem */
export function toConfig(
  draft: Draft,
  { file, connectors }: KnownPlugins & { readonly file: string },
  locate: (path: Path) => Location,
): Config {
  const { workspace, declared, plugins, identity, server, access, evaluation } = draft;
  const locations = Object.fromEntries(declared.map((key) => [key, locate(['workspace', key])]));
  return {
    file,
    workspace: { ...workspace, locations },
    plugins,
    connections: draft.connections.map((connection) => ({
      ...toConnection(connection, connectors),
      location: locate(connection.path),
    })),
    identity,
    traits: Object.fromEntries(draft.traits.map(({ name, config }) => [name, config])),
    segments: draft.segments.map((segment) => ({
      ...toSegment(segment),
      location: locate(segment.path),
    })),
    syncs: draft.syncs.map((sync) => ({ ...toSync(sync), location: locate(sync.path) })),
    ...(server ? { server } : {}),
    ...(access ? { access } : {}),
    ...(evaluation ? { evaluation } : {}),
  };
}

export function toConnection(
  { file: { id, plugin, settings }, schedule, syncRoles }: Draft['connections'][number],
  connectors: KnownPlugins['connectors'],
): Omit<ConnectionConfig, 'location'> {
  const kind = kindOf(connectors(plugin) ?? {});
  return {
    ...{ id, plugin, kind, settings },
    ...(schedule ? { schedule } : {}),
    ...(syncRoles ? { syncRoles } : {}),
  };
}

function toSegment({ file }: Draft['segments'][number]): Omit<SegmentConfig, 'location'> {
  const { key, name = key, description, rule, static: isStatic, ...shelf } = file;
  const kind = isStatic ? 'static' : 'dynamic';
  const described = description === undefined ? {} : { description };
  return { key, name, ...described, rule, kind, ...shelf };
}

export function toSync({
  file,
  schedule,
  guards,
}: Draft['syncs'][number]): Omit<SyncConfig, 'location'> {
  const { id, segment, connection, audience } = file;
  const fields = file.fields as Readonly<Record<string, string>>;
  return { id, segment, connection, audience, fields, ...(schedule ? { schedule } : {}), guards };
}
