import type { History, HistoryStep } from './history.js';
import type { Json } from './person.js';
import type { Disagreement } from './play-history.js';
import { simplerDocuments, simplerRules } from './simpler-json.js';

/** A history that fails, and how. */
export interface Failing {
  readonly history: History;
  readonly disagreement: Disagreement;
}

/**
 * Leaves out of a history whatever it fails without, until nothing is left to leave out or the time is over.
 *
 * @param play  plays a history from its start
 */
export async function reduceHistory(
  { history, disagreement }: Failing,
  play: (history: History) => Promise<Disagreement | undefined>,
  mostMs: number,
): Promise<Failing> {
  const end = Date.now() + mostMs;
  let best: Failing = { history, disagreement };
  for (let isSimpler = true; isSimpler;) {
    isSimpler = false;
    for (const candidate of simplerHistories(best)) {
      if (Date.now() > end) return best;
      // What the hub does not take at all shows nothing.
      const found = await play(candidate).catch(() => undefined);
      if (found?.kind !== disagreement.kind) continue;
      best = { history: candidate, disagreement: found };
      isSimpler = true;
      break;
    }
  }
  return best;
}

/** What could be left out, the largest first. */
function* simplerHistories({ history, disagreement }: Failing): Generator<History> {
  const { steps, segments } = history;
  if (disagreement.step < steps.length - 1) {
    yield { ...history, steps: steps.slice(0, disagreement.step + 1) };
  }
  const needed = reachable(history, disagreement.segment);
  if (needed.size < segments.size) yield only(history, needed);
  yield* withoutMessages(history);
  for (const index of steps.keys()) yield* withoutStep(history, index);
  for (const [index, step] of steps.entries()) {
    const change = (changed: Partial<HistoryStep>): History => ({
      ...history,
      steps: steps.with(index, { ...step, ...changed }),
    });
    if (step.sentAt !== step.at) yield change({ sentAt: step.at });
    if (step.erase.length > 0) yield change({ erase: [] });
    if (step.define.size > 0) yield change({ define: new Map() });
    for (const [key, rule] of step.define) {
      for (const simpler of simplerRules(rule)) yield change({ define: new Map([[key, simpler]]) });
    }
  }
  for (const [key, rule] of segments) {
    for (const simpler of simplerRules(rule)) {
      yield { ...history, segments: new Map([...segments, [key, simpler]]) };
    }
  }
  for (const [index, step] of steps.entries()) {
    for (const [place, message] of step.send.entries()) {
      for (const simpler of simplerDocuments(message)) {
        const send = step.send.with(place, simpler);
        yield { ...history, steps: steps.with(index, { ...step, send }) };
      }
    }
  }
}

/** The segment and those that it refers to, by any of its rules. */
function reachable({ segments, steps }: History, from: string | undefined): ReadonlySet<string> {
  const found = new Set(from === undefined ? [] : [from]);
  for (const key of found) {
    const rules = [segments.get(key), ...steps.map(({ define }) => define.get(key))];
    for (const [, other] of JSON.stringify(rules).matchAll(/"segment":"([^"]+)"/g)) {
      found.add(other!);
    }
  }
  return found;
}

function only(history: History, keys: ReadonlySet<string>): History {
  const pick = (rules: ReadonlyMap<string, Json>): Map<string, Json> =>
    new Map([...rules].filter(([key]) => keys.has(key)));
  return {
    ...history,
    segments: pick(history.segments),
    steps: history.steps.map((step) => ({ ...step, define: pick(step.define) })),
  };
}

/** Half of the messages, a quarter, … one. */
function* withoutMessages(history: History): Generator<History> {
  const all = history.steps.flatMap(({ send }, step) => send.map((message) => ({ message, step })));
  for (let size = Math.ceil(all.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < all.length; from += size) {
      const kept = all.toSpliced(from, size);
      yield {
        ...history,
        steps: history.steps.map((step, index) => ({
          ...step,
          send: kept.flatMap(({ message, step: of }) => (of === index ? [message] : [])),
        })),
      };
    }
  }
}

/** What a step does is done in the next one. */
function* withoutStep(history: History, index: number): Generator<History> {
  const { steps } = history;
  const [step, next] = [steps[index]!, steps[index + 1]];
  if (!next) return;
  const joined = {
    ...next,
    define: new Map([...step.define, ...next.define]),
    erase: [...step.erase, ...next.erase],
    send: [...step.send, ...next.send],
  };
  yield { ...history, steps: [...steps.slice(0, index), joined, ...steps.slice(index + 2)] };
}
