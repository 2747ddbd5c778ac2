import { setTimeout as delay } from 'node:timers/promises';
import type { Agents } from './agents.js';
import type { Connector, Context, Log } from './connector.js';
import { TransientError } from './errors.js';
import { createHttp } from './http.js';
import type { Pacer } from './pacer.js';
import { parseSettings, secretValues } from './settings.js';

export interface ContextOptions {
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly log: Log;
  readonly pacer?: Pacer;
  readonly agents?: Agents | undefined;
  /** For tests: vendors that are polled without waiting. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Everything a plugin gets, made from its raw settings. Used by the hub and by the conformance suites alike. */
export function createContext<S extends object>(
  connector: Pick<Connector<S>, 'settings' | 'http' | 'classify'>,
  rawSettings: unknown,
  options: ContextOptions,
): Context<S> {
  const settings = parseSettings(connector.settings, rawSettings);
  const { agents, signal, now, log, pacer } = options;
  const http = createHttp({
    defaults: connector.http?.(settings) ?? {},
    secrets: secretValues(connector.settings, settings),
    classify: (response) => connector.classify?.(response),
    pacer,
    agents,
    signal,
  });
  const sleep = options.sleep ?? ((ms: number) => sleepFor(ms, signal));
  return Object.freeze({ settings, http, signal, now, log, sleep });
}

async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (cause) {
    throw new TransientError('the wait was cancelled', { cause });
  }
}
