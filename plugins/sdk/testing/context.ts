import { createContext } from '../context.js';
import type {
  AudienceDestination,
  Change,
  Connector,
  Context,
  Page,
  Source,
  Target,
  WriteResult,
} from '../connector.js';
import { parseSettings } from '../settings.js';

/** Fixed, so that every test that mentions time is reproducible. */
export const NOW = new Date('2026-01-15T12:00:00.000Z');

/** Everything a plugin logged through the contexts made here, as one text; cleared by `clearLog`. */
const lines: string[] = [];
export const logged = (): string => lines.join('\n');
export const clearLog = (): void => {
  lines.length = 0;
};
const write = (message: string, fields?: object) => {
  lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
};

/** A context as the hub makes it, but unpaced, without waiting, and at NOW. */
export function contextFor<S extends object>(
  connector: Pick<Connector<S>, 'settings' | 'http' | 'classify'>,
  settings: object,
  { now = NOW, signal = new AbortController().signal }: { now?: Date; signal?: AbortSignal } = {},
): Context<S> {
  return createContext(connector, settings, {
    signal,
    now: () => now,
    log: { debug: write, info: write, warn: write },
    sleep: () => Promise.resolve(),
  });
}

/** Reads a source to its end, from the beginning or from a checkpoint. */
export async function readAll<S extends object, State>(
  source: Source<S, State>,
  settings: object,
  state?: State,
  options?: { now?: Date },
): Promise<Page<State>[]> {
  if (!source.read) throw new Error(`${source.key} cannot be read`);
  const pages: Page<State>[] = [];
  for await (const page of source.read(contextFor(source, settings, options), state)) {
    pages.push(page);
  }
  return pages;
}

export function writeTo<S extends object, A extends object>(
  destination: AudienceDestination<S, A>,
  settings: object,
  target: { settings: object; audienceId: string },
  changes: readonly Change[],
): Promise<readonly WriteResult[]> {
  return destination.write(
    contextFor(destination, settings),
    targetOf(destination, target),
    changes,
  );
}

export const targetOf = <S extends object, A extends object>(
  destination: AudienceDestination<S, A>,
  { settings, audienceId }: { settings: object; audienceId: string },
): Target<A> => ({ settings: parseSettings(destination.audience, settings), audienceId });
