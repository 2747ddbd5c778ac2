import { TransientError } from '@segue/sdk';

/** A JSON object of which nothing is known yet. */
export type Answer = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is no object is no answer of Google's, but of something on the way to it: worth another attempt. */
export function toObject(value: unknown, what: string): Answer {
  if (isObject(value)) return value;
  throw new TransientError(`Google's answer holds no ${what}`);
}

export function textIn(answer: Answer, key: string): string | undefined {
  const value = answer[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An absent list is an empty one: Google leaves empty lists, zeros and empty texts out of its JSON. */
export function listIn(answer: Answer, key: string): readonly unknown[] {
  const value = answer[key] ?? [];
  if (Array.isArray(value)) return value;
  throw new TransientError(`Google's answer holds a "${key}" that is no list`);
}

export const objectsIn = (answer: Answer, key: string): readonly Answer[] =>
  listIn(answer, key).filter(isObject);

/**
 * The `rowCount` of an answer to a query with `limit` and `offset`.
 *
 * @throws TransientError when rows go missing or are not counted: to end there would lose people in silence
 */
export function totalRows(answer: Answer, given: number, offset: number): number {
  const total = Number(answer['rowCount'] ?? 0);
  const isPossible = Number.isSafeInteger(total) && total >= (given > 0 ? offset + given : 0);
  if (isPossible && (given > 0 || total <= offset)) return total;
  throw new TransientError("Google's answer holds other rows than its row count says");
}

/**
 * The cells of a row `{"dimensionValues":[{"value":"a"}]}`, as texts; undefined when it is no such row. A cell without a
 * value is empty.
 */
export function cellsIn(row: unknown, key: string): readonly string[] | undefined {
  const cells = isObject(row) ? row[key] : undefined;
  if (!Array.isArray(cells)) return undefined;
  const texts = cells.map((cell: unknown) => (isObject(cell) ? (cell['value'] ?? '') : undefined));
  return texts.every((text) => typeof text === 'string') ? texts : undefined;
}

/** Google writes "(not set)" where there is no value. */
export const isSet = (value: string | undefined): value is string =>
  value !== undefined && value.trim() !== '' && value !== '(not set)';
