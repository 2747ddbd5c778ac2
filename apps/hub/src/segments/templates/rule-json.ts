import { canBeLonger, parseDuration } from '../rules/durations.js';
import { startOf } from '../rules/place.js';
import type { JsonObject } from '../rules/read-json.js';
import type { EventValue } from './parameters.js';
import type { ParameterProblem } from './template-errors.js';

export const all = (...rules: readonly JsonObject[]): JsonObject => ({ all: rules });
export const any = (...rules: readonly JsonObject[]): JsonObject =>
  rules.length === 1 ? rules[0]! : { any: rules };
export const not = (rule: JsonObject): JsonObject => ({ not: rule });

/** Did it, as often (…) as `more` says: once where it does not. */
export const did = (event: EventValue, more: JsonObject = {}): JsonObject => ({ event, ...more });

/** Within the last … */
export const last = (duration: string): JsonObject => ({ within: { last: duration } });

export const atLeast = (count: number): JsonObject => ({ count: { gte: count } });

/** Did `event` within the last …, and `undone` never after that. */
export const didWithout = (event: EventValue, undone: EventValue, within: string): JsonObject => ({
  sequence: [{ event }, { event: undone, not: true }],
  ...last(within),
});

export const hasProperty = (property: string, op: string, more: JsonObject = {}): JsonObject => ({
  property,
  op,
  ...more,
});

/** @param values of parameters, each a duration */
export function mustBeLonger<T extends Readonly<Record<string, unknown>>>(
  values: T,
  longer: keyof T & string,
  shorter: keyof T & string,
): readonly ParameterProblem[] {
  const nowhere = startOf({ problems: [], leafCount: 0, nodeCount: 0 });
  const [a, b] = [
    parseDuration(values[longer], nowhere)!,
    parseDuration(values[shorter], nowhere)!,
  ];
  if (canBeLonger(a, b)) return [];
  const message = `must be longer than ${shorter}, which is ${String(values[shorter])}`;
  return [{ pointer: `/${longer}`, message }];
}
