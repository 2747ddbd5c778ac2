import { isAbsolute, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ContractError, type AnyConnector, type AnyDestination, type AnySource } from '@segue/sdk';

/** What a plugin offers under one key. */
export interface ConnectorInfo {
  readonly source?: AnySource;
  readonly destination?: AnyDestination;
}

/** All connectors of this hub, by key. */
export class ConnectorRegistry {
  private readonly connectors = new Map<string, ConnectorInfo>();

  constructor(connectors: readonly AnyConnector[]) {
    for (const connector of connectors) this.add(connector);
  }

  /** @throws ContractError when the key is taken: a plugin must not replace another in silence */
  add(connector: AnyConnector): void {
    const known = this.connectors.get(connector.key) ?? {};
    if (known[connector.kind]) {
      throw new ContractError(`two plugins offer the ${connector.kind} "${connector.key}"`);
    }
    this.connectors.set(connector.key, { ...known, [connector.kind]: connector });
  }

  get(key: string): ConnectorInfo | undefined {
    return this.connectors.get(key);
  }

  get keys(): readonly string[] {
    return [...this.connectors.keys()].sort();
  }
}

/**
 * Imports a third party's plugin: an npm package that is installed where segue.yaml is, or a path relative to it. Every
 * export that `defineSource` or `defineDestination` made is taken.
 *
 * @throws ContractError when it cannot be loaded or exports no connector
 */
export async function loadPlugin(name: string, folder: string): Promise<readonly AnyConnector[]> {
  const isPath = name.startsWith('.') || isAbsolute(name);
  let exports: Record<string, unknown>;
  try {
    const path = isPath
      ? resolve(folder, name)
      : createRequire(resolve(folder, 'segue.yaml')).resolve(name);
    exports = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    throw new ContractError(`cannot load the plugin ${name}: ${why}`, { cause });
  }
  const connectors = Object.values(exports).filter(isConnector);
  if (connectors.length === 0) {
    throw new ContractError(
      `the plugin ${name} exports no connector; export what defineSource or defineDestination returns`,
    );
  }
  return connectors;
}

const isConnector = (value: unknown): value is AnyConnector =>
  typeof value === 'object' &&
  value !== null &&
  'key' in value &&
  'kind' in value &&
  (value.kind === 'source' || value.kind === 'destination');
