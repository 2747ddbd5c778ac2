import { ContractError, parseSettings, type Push, type SettingsClass } from '@segue/sdk';
import type { Config } from '../config/config.js';
import type { ConnectorRegistry } from '../plugins/connector-registry.js';

/** A push source, whose routes the hub serves. */
export interface Receiver {
  readonly plugin: string;
  readonly push: Push<object>;
  readonly settings: SettingsClass;
}

/** A connection that may be meant by what is sent to the routes of its plugin. */
export interface PushConnection {
  readonly id: string;
  readonly settings: Readonly<object>;
}

/**
 * All push sources, also those that have no connection yet: one may be made while the hub runs.
 *
 * @throws ContractError when two plugins want the same path: one of them would never be asked
 */
export function receiversOf(connectors: ConnectorRegistry): readonly Receiver[] {
  const receivers = connectors.keys.flatMap((plugin): Receiver[] => {
    const source = connectors.get(plugin)?.source;
    if (!source?.push) return [];
    const push = source.push as Push<object>;
    return [{ plugin, push, settings: source.settings as SettingsClass }];
  });
  refuseSharedPaths(receivers);
  return receivers;
}

export const connectionsOf = (
  { plugin, settings: type }: Receiver,
  { connections }: Config,
): readonly PushConnection[] =>
  connections
    .filter((connection) => connection.plugin === plugin)
    .map(({ id, settings }) => ({ id, settings: parseSettings(type, settings) }));

/** Compared as the router matches: without regard to case. */
function refuseSharedPaths(receivers: readonly Receiver[]): void {
  const owners = new Map<string, string>();
  for (const { plugin, push } of receivers) {
    for (const { path } of push.routes) {
      const owner = owners.get(path.toLowerCase()) ?? plugin;
      if (owner !== plugin) {
        throw new ContractError(`the plugins ${owner} and ${plugin} both want to serve ${path}`);
      }
      owners.set(path.toLowerCase(), plugin);
    }
  }
}
