import { didYouMean } from '../segments/rules/did-you-mean.js';
import { parseDuration } from '../segments/rules/durations.js';
import { parseEventNames } from '../segments/rules/parse-event.js';
import { parseWhere } from '../segments/rules/parse-where.js';
import { parseWindow } from '../segments/rules/parse-window.js';
import {
  child,
  type Parse,
  type Place,
  refuse,
  refuseValue,
  type Report,
  startOf,
} from '../segments/rules/place.js';
import { has, optional, parseName, parseObject, required } from '../segments/rules/read-json.js';
import type { SequenceStep } from '../segments/rules/rule.js';
import { FunnelError } from './funnel-error.js';
import type { DropOff, Funnel, WrittenFunnel } from './funnel.js';

const FUNNEL_KEYS = ['steps', 'within', 'conversionWindow', 'segments'] as const;
const STEP_KEYS = ['event', 'where', 'within'] as const;
const DROP_OFF_KEYS = ['funnel', 'step', 'segment'] as const;

const MIN_STEPS = 2;
const MAX_STEPS = 10;
const MAX_SEGMENTS = 5;

/** A rule has at most 200 leaves, and the rule of those who dropped off has each of these twice. */
const MAX_CONDITIONS = 95;

/** @param known  keys of the segments that there are @throws FunnelError with every problem */
export const parseFunnel = (json: unknown, known: readonly string[]): Funnel =>
  parseWhole(json, (value, at) => parseFunnelAt(value, at, known));

/** @param known  keys of the segments that there are @throws FunnelError with every problem */
export const parseDropOff = (json: unknown, known: readonly string[]): DropOff =>
  parseWhole(json, (value, at) => parseDropOffAt(value, at, known));

function parseWhole<T>(json: unknown, parse: Parse<T>): T {
  const report: Report = { problems: [], leafCount: 0, nodeCount: 0 };
  const parsed = parse(json, startOf(report));
  if (parsed === undefined || report.problems.length > 0) throw new FunnelError(report.problems);
  return parsed;
}

function parseDropOffAt(json: unknown, at: Place, known: readonly string[]): DropOff | undefined {
  const expected = 'an object: { "funnel": …, "step": 2, "segment": … }';
  const object = parseObject(json, at, DROP_OFF_KEYS, expected);
  if (object === undefined) return undefined;
  const funnel = required(object, 'funnel', at, (value, place) =>
    parseFunnelAt(value, place, known),
  );
  const step = required(object, 'step', at, (value, place) =>
    parseStepNumber(value, place, funnel?.steps.length ?? MAX_STEPS),
  );
  const segment = optional(object, 'segment', at, (value, place) =>
    parseSegment(value, place, known),
  );
  if (funnel === undefined || step === undefined) return undefined;
  return { funnel, step, ...(segment !== undefined && { segment }) };
}

function parseStepNumber(json: unknown, at: Place, last: number): number | undefined {
  const isStep = Number.isInteger(json) && (json as number) >= 2 && (json as number) <= last;
  if (isStep) return json as number;
  return refuseValue(json, at, `the number of a step that was not reached, from 2 to ${last}`);
}

function parseFunnelAt(json: unknown, at: Place, known: readonly string[]): Funnel | undefined {
  const expected =
    'an object: { "steps": […], "within": …, "conversionWindow": …, "segments": […] }';
  const object = parseObject(json, at, FUNNEL_KEYS, expected);
  if (object === undefined) return undefined;
  const steps = required(object, 'steps', at, parseSteps);
  const within = required(object, 'within', at, parseWindow);
  const conversionWindow = optional(object, 'conversionWindow', at, parseDuration);
  const segments = optional(object, 'segments', at, (value, place) =>
    parseSegments(value, place, known),
  );
  if (steps === undefined || within === undefined) return undefined;
  const written = object as unknown as WrittenFunnel;
  const limit = conversionWindow && { conversionWindow };
  return { steps, within, ...limit, segments: segments ?? [], written };
}

function parseSteps(json: unknown, at: Place): readonly SequenceStep[] | undefined {
  const expected = `a list of ${MIN_STEPS} to ${MAX_STEPS} steps`;
  if (!Array.isArray(json)) return refuseValue(json, at, expected);
  if (json.length < MIN_STEPS || json.length > MAX_STEPS) return refuseValue(json, at, expected);
  const before = at.report.leafCount;
  const steps = Array.from(json, (step: unknown, index) =>
    parseStep(step, child(at, index), index === 0),
  );
  if (at.report.leafCount - before > MAX_CONDITIONS) {
    refuse(at, `must not ask about more than ${MAX_CONDITIONS} properties`);
  }
  return steps.every((step) => step !== undefined) ? steps : undefined;
}

function parseStep(json: unknown, at: Place, isFirst: boolean): SequenceStep | undefined {
  const expected = 'a step: { "event": …, "where": …, "within": … }';
  const object = parseObject(json, at, STEP_KEYS, expected);
  if (object === undefined) return undefined;
  const names = required(object, 'event', at, parseEventNames);
  const where = optional(object, 'where', at, parseWhere);
  const within = optional(object, 'within', at, parseDuration);
  if (isFirst && has(object, 'within')) {
    refuse(child(at, 'within'), 'must be left out of the first step, which has none before it');
  }
  return names && { names, ...(where && { where }), ...(within && { within }) };
}

function parseSegments(
  json: unknown,
  at: Place,
  known: readonly string[],
): readonly string[] | undefined {
  const expected = `a list of at most ${MAX_SEGMENTS} keys of segments`;
  if (!Array.isArray(json) || json.length > MAX_SEGMENTS) return refuseValue(json, at, expected);
  const keys = Array.from(json, (key: unknown, index) =>
    parseSegment(key, child(at, index), known),
  );
  for (const [index, key] of keys.entries()) {
    if (key !== undefined && keys.indexOf(key) < index) refuse(child(at, index), 'is there twice');
  }
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

function parseSegment(json: unknown, at: Place, known: readonly string[]): string | undefined {
  const key = parseName(json, at);
  if (key === undefined || known.includes(key)) return key;
  return refuse(at, `is not the key of a segment${didYouMean(key, known)}`);
}
