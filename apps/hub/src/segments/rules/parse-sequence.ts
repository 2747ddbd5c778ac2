import { parseDuration } from './durations.js';
import { parseEventNames } from './parse-event.js';
import { parseWhere } from './parse-where.js';
import { parseWindow } from './parse-window.js';
import { child, type Place, refuse, refuseValue } from './place.js';
import { has, type JsonObject, optional, parseObject, parseTrue, required } from './read-json.js';
import { type SequenceLeaf, type SequenceStep } from './rule.js';

export const SEQUENCE_KEYS = ['sequence', 'within'] as const;

const STEP_KEYS = ['event', 'where', 'within', 'not'] as const;

const MIN_STEPS = 2;
const MAX_STEPS = 10;

export function parseSequence(object: JsonObject, at: Place): SequenceLeaf | undefined {
  const steps = required(object, 'sequence', at, parseSteps);
  const within = optional(object, 'within', at, parseWindow);
  return steps && { kind: 'sequence', ...steps, ...(within && { within }) };
}

type Steps = Pick<SequenceLeaf, 'steps' | 'absent'>;

function parseSteps(json: unknown, at: Place): Steps | undefined {
  const expected = `a list of ${MIN_STEPS} to ${MAX_STEPS} steps`;
  if (!Array.isArray(json)) return refuseValue(json, at, expected);
  if (json.length < MIN_STEPS || json.length > MAX_STEPS) refuseValue(json, at, expected);
  const parsed = Array.from(json, (step: unknown, index) =>
    parseStep(step, child(at, index), index === 0, index === json.length - 1),
  );
  const steps = parsed.filter((step) => step !== undefined);
  const absent = steps.find((step) => step.isAbsent)?.step;
  const happened = steps.filter((step) => !step.isAbsent).map(({ step }) => step);
  return { steps: happened, ...(absent && { absent }) };
}

function parseStep(
  json: unknown,
  at: Place,
  isFirst: boolean,
  isLast: boolean,
): { step: SequenceStep; isAbsent: boolean } | undefined {
  const expected = 'a step: { "event": …, "where": …, "within": …, "not": true }';
  const object = parseObject(json, at, STEP_KEYS, expected);
  if (object === undefined) return undefined;
  const names = required(object, 'event', at, parseEventNames);
  const where = optional(object, 'where', at, parseWhere);
  const within = optional(object, 'within', at, parseDuration);
  const isAbsent = optional(object, 'not', at, parseTrue) ?? false;
  if (isFirst && has(object, 'within')) {
    refuse(child(at, 'within'), 'must be left out of the first step, which has none before it');
  }
  if (!isLast && isAbsent) refuse(child(at, 'not'), 'goes with the last step only');
  const step = names && { names, ...(where && { where }), ...(within && { within }) };
  return step && { step, isAbsent };
}
