import { createContext, toConnectorError, type AnyConnector, type Log } from '@segue/sdk';
import { loadHub } from '../hub/load-hub.js';
import { EXIT } from './exit.js';
import type { Environment } from './open-hub.js';

const CHECK_TIMEOUT_MS = 30_000;
const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** Validates the file, loads the plugins, and asks each connection whether its settings work: one line each. */
export async function checkCommand(
  { config: file, json }: { readonly config: string; readonly json?: boolean },
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const hub = await loadHub(file, env);
  const { connections, segments, syncs } = hub.config;
  if (!json) {
    print(
      `${file}: ${connections.length} connections, ${segments.length} segments, ${syncs.length} syncs`,
    );
  }
  const results = await Promise.all(
    connections.map(async ({ id, plugin, settings }) => {
      const { source, destination } = hub.connectors.get(plugin) ?? {};
      const connectors = [source, destination].filter((connector) => connector !== undefined);
      const problems = await Promise.all(
        connectors.map((connector) => problemOf(connector, settings)),
      );
      return { id, plugin, problem: problems.find((problem) => problem !== undefined) ?? null };
    }),
  );
  if (json) print(JSON.stringify(results, null, 2));
  for (const { id, plugin, problem } of json ? [] : results) {
    print(`${problem ? 'failed' : 'ok    '}  ${id} (${plugin})${problem ? `: ${problem}` : ''}`);
  }
  return results.every(({ problem }) => problem === null) ? EXIT.ok : EXIT.failed;
}

async function problemOf(connector: AnyConnector, settings: unknown): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
    const context = createContext<object>(connector, settings, {
      signal,
      now: () => new Date(),
      log: SILENT,
    });
    await connector.check(context);
    return undefined;
  } catch (thrown) {
    const { code, message } = toConnectorError(thrown);
    return `${code}: ${message}`;
  }
}
