import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { deeds, type HistoryLimits } from './arbitrary-deeds.js';
import { messages } from './arbitrary-messages.js';
import { rules } from './arbitrary-rules.js';
import { DrawnClock } from './drawn-clock.js';
import type { History, HistoryStep } from './history.js';
import { type Setting, SETTINGS } from './settings.js';

export const settingOf = (seed: number): Setting => SETTINGS[seed % SETTINGS.length]!;

/**
 * The history that a seed draws, always the same one. From the second step on they are pairs: in the first something is done,
 * mostly a millisecond before an edge; in the other only time passes, mostly that millisecond.
 */
export function drawHistory(seed: number, limits: HistoryLimits): History {
  const setting = settingOf(seed);
  const keys = Array.from({ length: limits.segments }, (_, index) => `s${index}`);
  const all = rules(setting, keys);
  const [first, edited] = draw(seed, 'rules', fc.tuple(fc.tuple(...all), fc.tuple(...all)));
  const sent = draw(seed, 'messages', messages(setting, limits));
  const segments = new Map(keys.map((key, index) => [key, first[index]!]));
  const clock = new DrawnClock(
    setting,
    segments,
    sent.map(({ message }) => message),
  );
  const steps = draw(seed, 'deeds', deeds(limits)).map((deed, index): HistoryStep => {
    const before = clock.now;
    const isFirst = index === 0;
    const isQuiet = !isFirst && index % 2 === 0;
    const later = (): number => (isQuiet ? clock.onwards(deed) : clock.toBeforeEdge(deed));
    const at = isFirst ? setting.start : later();
    const step = {
      ...waiting(at),
      ...(!isQuiet && {
        send: sent
          .filter(({ step }) => step === index || (!isFirst && step === index + 1))
          .map(({ message }) => message),
      }),
      ...(!isFirst &&
        !isQuiet && {
          sentAt: at - Math.floor(((at - before) * deed.early) / 1000),
          erase: deed.erase === null ? [] : [deed.erase],
          define: new Map(deed.edits.map((edit) => [keys[edit]!, edited[edit]!])),
        }),
    };
    clock.take(step);
    return step;
  });
  return { seed, timezone: setting.timezone, segments, steps };
}

const waiting = (at: number): HistoryStep => ({
  at,
  sentAt: at,
  define: new Map(),
  erase: [],
  send: [],
});

function draw<T>(seed: number, what: string, arbitrary: fc.Arbitrary<T>): T {
  // Seeds that are alike would draw histories that are alike.
  const mixed = createHash('sha256').update(`${seed} ${what}`).digest().readInt32BE();
  const [drawn] = fc.sample(fc.noBias(arbitrary), { seed: mixed, numRuns: 1 });
  return JSON.parse(JSON.stringify(drawn)) as T;
}
