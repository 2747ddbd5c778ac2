import { plusDuration } from '../../segments/testing/oracle-time.js';
import { inWindow } from '../../segments/testing/oracle-window.js';
import type { Json } from '../../segments/testing/person.js';

/** What somebody did, with what a `where` can ask about. */
export interface Deed {
  readonly name: string;
  readonly ms: number;
  readonly n?: number;
}

export interface FunnelClock {
  readonly now: Date;
  readonly timezone: string;
}

/**
 * The instants of a person's best attempt at a funnel, none where there is no attempt: tries every one. Shares no code with the
 * compiler.
 */
export function bestAttempt(funnel: Json, deeds: readonly Deed[], clock: FunnelClock): number[] {
  const steps = funnel['steps'] as Json[];
  const { timezone } = clock;
  const now = clock.now.getTime();
  const whole = funnel['conversionWindow'] as string | undefined;
  const happened = deeds.filter(({ ms }) => ms <= now);
  const follow = (times: readonly number[]): number[][] => {
    const step = steps[times.length];
    if (step === undefined) return [[...times]];
    const next = happened.filter(({ ms }) => {
      if (times.length === 0) return inWindow(ms, funnel['within'] as Json, { now, timezone });
      const [first, last] = [times[0]!, times.at(-1)!];
      const within = step['within'] as string | undefined;
      return (
        ms > last &&
        (within === undefined || ms <= plusDuration(last, within, timezone)) &&
        (whole === undefined || ms <= plusDuration(first, whole, timezone))
      );
    });
    const ways = next.filter((deed) => matches(step, deed)).map(({ ms }) => [...times, ms]);
    return [[...times], ...ways.flatMap(follow)];
  };
  const [best] = follow([]).sort((a, b) => b.length - a.length || compareTimes(a, b));
  return best!;
}

const compareTimes = (a: readonly number[], b: readonly number[]): number =>
  a.map((ms, index) => ms - b[index]!).find((difference) => difference !== 0) ?? 0;

function matches(step: Json, { name, n }: Deed): boolean {
  const isNamed = step['event'] === '*' || [step['event']].flat().includes(name);
  const where = step['where'] as { readonly value: number } | undefined;
  return isNamed && (where === undefined || (n !== undefined && n >= where.value));
}

/** The middle of the numbers, or half-way between the two in the middle. */
export function medianOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1];
  return (sorted[low]! + sorted[high]!) / 2;
}
