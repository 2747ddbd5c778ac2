import type { SettingsClass } from '@segue/sdk';
import type { ConnectorInfo } from '../plugins/connector-registry.js';
import type { ConnectionConfig } from './config.js';
import { checkSettings } from './check-settings.js';
import { unknownName } from './did-you-mean.js';
import { type Draft } from './read-draft.js';
import { type Report } from './report.js';

export interface KnownPlugins {
  readonly connectors: (key: string) => ConnectorInfo | undefined;
  readonly pluginKeys: readonly string[];
}

/** Reports connections whose plugin is not there or refuses their settings, and schedules of what is never read. */
export function checkConnections(
  { connections }: Draft,
  { connectors, pluginKeys }: KnownPlugins,
  report: Report,
): void {
  for (const { path, file } of connections) {
    if (file.plugin === '') continue;
    const info = connectors(file.plugin);
    if (info === undefined) {
      const problem = unknownName(file.plugin, pluginKeys, 'a plugin that is installed');
      report.refuse([...path, 'plugin'], problem);
      continue;
    }
    for (const type of settingsClassesOf(info)) {
      checkSettings(type, file.settings, [...path, 'settings'], report);
    }
    if (file.schedule !== undefined && !isReadable(info)) {
      report.refuse([...path, 'schedule'], noSchedule(info), 'key');
    }
  }
}

/** @param info with a source, a destination or both */
export function kindOf({ source, destination }: ConnectorInfo): ConnectionConfig['kind'] {
  if (source && destination) return 'both';
  return source ? 'source' : 'destination';
}

/** Is it a source that the hub asks, rather than one that sends to it? */
export const isReadable = ({ source }: ConnectorInfo): boolean => source?.read !== undefined;

/** A source and a destination of one key often share their settings. */
const settingsClassesOf = ({ source, destination }: ConnectorInfo): Set<SettingsClass> =>
  new Set([source, destination].flatMap((part) => (part ? [part.settings as SettingsClass] : [])));

const noSchedule = ({ source }: ConnectorInfo): string =>
  source
    ? 'has no use: this source sends to the hub, nothing is read from it; remove it'
    : 'has no use: nothing is read from a destination; write it to the syncs that use it';
