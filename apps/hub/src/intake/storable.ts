import type { JsonValue } from '@segue/sdk';

/** Deeper nesting than any source has; PostgreSQL's own limit depends on its stack. */
const MOST_LEVELS = 64;
/** About one MiB of JSON. */
const MOST_CHARACTERS = 1_048_576;

export class UnstorableError extends Error {
  constructor(
    readonly code: 'TOO_DEEP' | 'TOO_LARGE',
    message: string,
  ) {
    super(message);
    this.name = 'UnstorableError';
  }
}

/**
 * A JSON value as PostgreSQL can store it: null bytes and lone surrogates, which it refuses, become U+FFFD. Returns the value
 * itself where there is nothing to change.
 *
 * @throws UnstorableError when it is nested too deep or too large
 */
export function toStorable<T extends JsonValue | undefined>(value: T): T {
  const budget = { left: MOST_CHARACTERS };
  return clean(value, 0, budget) as T;
}

function clean(value: unknown, level: number, budget: { left: number }): unknown {
  if (typeof value === 'string') {
    spend(budget, value.length + 2);
    return cleanText(value);
  }
  if (typeof value !== 'object' || value === null) {
    spend(budget, 8);
    return typeof value === 'number' && !Number.isFinite(value) ? null : value;
  }
  if (level >= MOST_LEVELS) {
    throw new UnstorableError('TOO_DEEP', `nested more than ${MOST_LEVELS} levels deep`);
  }
  if (Array.isArray(value)) {
    spend(budget, 2);
    let copy: unknown[] | undefined;
    for (const [index, element] of value.entries()) {
      const cleaned = clean(element, level + 1, budget);
      if (cleaned !== element) (copy ??= [...(value as unknown[])])[index] = cleaned;
    }
    return copy ?? value;
  }
  let isChanged = false;
  const entries = Object.entries(value).map(([key, element]) => {
    spend(budget, key.length + 4);
    const [name, cleaned] = [cleanText(key), clean(element, level + 1, budget)];
    isChanged ||= name !== key || cleaned !== element;
    return [name, cleaned] as const;
  });
  return isChanged ? Object.fromEntries(entries) : value;
}

const cleanText = (text: string): string =>
  text.isWellFormed() && !text.includes('\0')
    ? text
    : text.toWellFormed().replaceAll('\0', '\u{FFFD}');

function spend(budget: { left: number }, characters: number): void {
  budget.left -= characters;
  if (budget.left < 0) {
    throw new UnstorableError('TOO_LARGE', 'larger than 1 MiB of JSON');
  }
}
