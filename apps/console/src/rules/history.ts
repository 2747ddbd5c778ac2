/** What was, what is, and what was undone. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** When the present one was made, in ms. */
  readonly at: number;
}

const MOST_STEPS = 200;

/** What is typed in one go is undone in one go. */
const ONE_GO_MS = 600;

export const startHistory = <T>(present: T): History<T> => ({
  past: [],
  present,
  future: [],
  at: -Infinity,
});

/** @param isSameEdit whether it goes on with the edit before: both change only the same text */
export function record<T>(
  history: History<T>,
  next: T,
  now: number,
  isSameEdit = false,
): History<T> {
  const { past, present, at } = history;
  if (isSameEdit && now - at < ONE_GO_MS) return { past, present: next, future: [], at: now };
  return { past: [...past, present].slice(-MOST_STEPS), present: next, future: [], at: now };
}

export function undo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  if (past.length === 0) return history;
  return {
    past: past.slice(0, -1),
    present: past.at(-1)!,
    future: [present, ...future],
    at: -Infinity,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  const [next, ...rest] = future;
  if (future.length === 0) return history;
  return { past: [...past, present], present: next!, future: rest, at: -Infinity };
}
