import { isObject, type Json, type JsonObject } from './json';

export const COMPARISONS = [
  { value: 'gte', label: 'at least' },
  { value: 'gt', label: 'more than' },
  { value: 'eq', label: 'exactly' },
  { value: 'lte', label: 'at most' },
  { value: 'lt', label: 'less than' },
  { value: 'neq', label: 'not exactly' },
  { value: 'between', label: 'from … to' },
] as const;

export type ComparisonOp = (typeof COMPARISONS)[number]['value'];

export type NumberComparison =
  | { readonly op: Exclude<ComparisonOp, 'between'>; readonly value: number }
  | { readonly op: 'between'; readonly value: readonly [number, number] };

/** How a number is compared, in an object such as `{ "gte": 5 }` that may have other keys. */
export function readComparison(json: Json | undefined): NumberComparison | undefined {
  if (!isObject(json)) return undefined;
  const ops = COMPARISONS.map(({ value }) => value).filter((op) => Object.hasOwn(json, op));
  const [op] = ops;
  if (op === undefined || ops.length > 1) return undefined;
  const value = json[op];
  if (op !== 'between') return typeof value === 'number' ? { op, value } : undefined;
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [low, high] = value as readonly Json[];
  if (typeof low !== 'number' || typeof high !== 'number') return undefined;
  return { op, value: [low, high] };
}

export function changeComparisonOp(
  { value }: NumberComparison,
  op: ComparisonOp,
): NumberComparison {
  const number = typeof value === 'number' ? value : value[0];
  if (op === 'between')
    return { op, value: typeof value === 'number' ? [value, value + 1] : value };
  return { op, value: number };
}

/** The object with this comparison in place of the one that it has. */
export function withComparison(object: JsonObject, comparison: NumberComparison): JsonObject {
  const rest = Object.entries(object).filter(
    ([key]) => !COMPARISONS.some(({ value }) => value === key),
  );
  return { ...Object.fromEntries(rest), [comparison.op]: comparison.value };
}
