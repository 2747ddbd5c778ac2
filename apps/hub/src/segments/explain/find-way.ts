/** An event that matches steps of a sequence by itself. */
export interface StepEvent {
  readonly atMs: number;
  /** Which steps it matches, the absent one last. */
  readonly steps: readonly boolean[];
  /** For each step, until when the one after it may come; null: for ever. */
  readonly untilMs: readonly (number | null)[];
}

/** The furthest way of matching the steps: the event of each step that was found, one after the other. */
export interface Way<E> {
  readonly found: readonly E[];
  /** Of the first step that was not found: an event that matches it, but came too late. */
  readonly late?: E;
  /** What came after all steps were found, though it must not; only where it did in time. */
  readonly blocked?: E;
}

interface Reached<E> {
  readonly event: E;
  readonly former: Reached<E> | undefined;
}

/**
 * Of the ways to go the same distance the one that satisfies the sequence, else one that may do so yet, else the latest.
 *
 * @param events     the earliest first
 * @param stepCount  without the absent step
 */
export function findWay<E extends StepEvent>(
  events: readonly E[],
  stepCount: number,
  hasAbsent: boolean,
  nowMs: number,
): Way<E> {
  let ends: readonly Reached<E>[] = events
    .filter(({ steps }) => steps[0])
    .map((event) => ({ event, former: undefined }));
  for (let step = 1; step < stepCount && ends.length > 0; step++) {
    const next = follow(events, ends, step);
    if (next.length === 0) {
      const last = ends.at(-1)!;
      const late = events.find(({ atMs, steps }) => steps[step] && atMs > last.event.atMs);
      return { found: wayTo(last), ...(late && { late }) };
    }
    ends = next;
  }
  if (ends.length === 0) return { found: [] };
  return hasAbsent ? bestEnd(events, ends, stepCount, nowMs) : { found: wayTo(ends.at(-1)!) };
}

/** Of all ways that end before an event only the one matters that leaves the most time for it. */
function follow<E extends StepEvent>(
  events: readonly E[],
  ends: readonly Reached<E>[],
  step: number,
): Reached<E>[] {
  const reached: Reached<E>[] = [];
  let [place, best, bestUntil]: [number, Reached<E> | undefined, number] = [
    0,
    undefined,
    -Infinity,
  ];
  for (const event of events) {
    for (let end = ends[place]; end && end.event.atMs < event.atMs; end = ends[++place]) {
      const until = end.event.untilMs[step - 1] ?? Infinity;
      if (until >= bestUntil) [best, bestUntil] = [end, until];
    }
    if (event.steps[step] && best && event.atMs <= bestUntil) reached.push({ event, former: best });
  }
  return reached;
}

function bestEnd<E extends StepEvent>(
  events: readonly E[],
  ends: readonly Reached<E>[],
  stepCount: number,
  nowMs: number,
): Way<E> {
  const blockers = events.filter(({ steps }) => steps[stepCount]);
  const judged = ends.map((end) => {
    const until = end.event.untilMs[stepCount - 1] ?? Infinity;
    const blocked = blockers.find(({ atMs }) => atMs > end.event.atMs && atMs <= until);
    const isOver = until === Infinity || until <= nowMs;
    return { end, blocked, rank: blocked ? 0 : isOver ? 2 : 1 };
  });
  const most = Math.max(...judged.map(({ rank }) => rank));
  const { end, blocked } = judged.filter(({ rank }) => rank === most).at(-1)!;
  return { found: wayTo(end), ...(blocked && { blocked }) };
}

function wayTo<E>(end: Reached<E>): readonly E[] {
  const way: E[] = [];
  for (let at: Reached<E> | undefined = end; at; at = at.former) way.unshift(at.event);
  return way;
}
