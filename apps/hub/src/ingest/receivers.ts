import { ContractError, parseSettings, type Push } from '@segue/sdk';
import type { HubConfig } from '../runtime/hub-config.js';

/** A push source and the connections that may be meant by what is sent to its routes. */
export interface Receiver {
  readonly push: Push<object>;
  readonly connections: readonly PushConnection[];
}

export interface PushConnection {
  readonly id: string;
  readonly settings: Readonly<object>;
}

/**
 * One for each push source that has a connection, in the order of the configuration: routes that nobody can be meant by are
 * not served.
 *
 * @throws ContractError when two plugins want the same path: one of them would never be asked
 */
export function receiversOf({ config, connectors }: HubConfig): readonly Receiver[] {
  const byPlugin = new Map<string, Receiver & { readonly connections: PushConnection[] }>();
  for (const { id, plugin, settings } of config.connections) {
    const source = connectors.get(plugin)?.source;
    if (!source?.push) continue;
    const receiver = byPlugin.get(plugin) ?? { push: source.push as Push<object>, connections: [] };
    receiver.connections.push({ id, settings: parseSettings(source.settings, settings) });
    byPlugin.set(plugin, receiver);
  }
  refuseSharedPaths(byPlugin);
  return [...byPlugin.values()];
}

/** Compared as the router matches: without regard to case. */
function refuseSharedPaths(byPlugin: ReadonlyMap<string, Receiver>): void {
  const owners = new Map<string, string>();
  for (const [plugin, { push }] of byPlugin) {
    for (const { path } of push.routes) {
      const owner = owners.get(path.toLowerCase()) ?? plugin;
      if (owner !== plugin) {
        throw new ContractError(`the plugins ${owner} and ${plugin} both want to serve ${path}`);
      }
      owners.set(path.toLowerCase(), plugin);
    }
  }
}
