import { LONGEST_MONTH_MS, ZONE_SLACK_MS } from '../segments/compile/compile-time.js';
import { canBeLonger } from '../segments/rules/durations.js';
import type { JsonObject } from '../segments/rules/read-json.js';
import type { Duration, Window } from '../segments/rules/rule.js';
import type { DropOff, Funnel, WrittenStep } from './funnel.js';

/** A rule for those who dropped off, and where it finds others than the funnel does, why. */
export interface DroppedRule {
  readonly rule: JsonObject;
  readonly ruleNote: string | null;
}

/**
 * The people who dropped off as a rule: a sequence of the steps that they reached, and not the longer one. A `sequence` knows the
 * time since the step before and one window for all steps, so it says the same as the funnel as long as the conversion window
 * follows from the times between the steps, and no step can come after the end of the window. Where that is not so, the rule is
 * the nearest one, and the note says what it leaves out.
 */
export function toDroppedRule({ funnel, step, segment }: DropOff): DroppedRule {
  const rules = [
    ...(segment === undefined ? [] : [{ segment }]),
    reach(funnel, step - 1),
    { not: reach(funnel, step) },
  ];
  const notes = [...noteConversion(funnel, step), ...noteWindow(funnel.within)];
  return { rule: { all: rules }, ruleNote: notes.length === 0 ? null : notes.join(' ') };
}

/** Who reached so many steps. */
function reach(funnel: Funnel, count: number): JsonObject {
  const { written } = funnel;
  const steps = written.steps.slice(0, count).map((step, index) => toStep(step, index, funnel));
  const { within } = written;
  return count === 1 ? { ...steps[0], within } : { sequence: steps, within };
}

function toStep({ event, where }: WrittenStep, index: number, funnel: Funnel): JsonObject {
  const limit = index === 0 ? undefined : limitOf(funnel, index);
  return { event, ...(where && { where }), ...(limit && { within: limit.text }) };
}

/** The most time since the step before that an attempt can have. */
interface Limit {
  readonly text: string;
  readonly duration: Duration;
  /** Whether another limit may be shorter: only the calendar knows. */
  readonly isUncertain: boolean;
}

/** The shorter one of the step's own time and the conversion window. */
function limitOf({ steps, conversionWindow, written }: Funnel, index: number): Limit | undefined {
  const own = toLimit(steps[index]!.within, written.steps[index]!.within);
  const whole = toLimit(conversionWindow, written.conversionWindow);
  if (own === undefined || whole === undefined) return own ?? whole;
  if (!canBeLonger(own.duration, whole.duration)) return own;
  return canBeLonger(whole.duration, own.duration) ? { ...own, isUncertain: true } : whole;
}

const toLimit = (duration: Duration | undefined, text: string | undefined): Limit | undefined =>
  duration && text !== undefined ? { text, duration, isUncertain: false } : undefined;

function noteConversion(funnel: Funnel, step: number): readonly string[] {
  const { conversionWindow, written } = funnel;
  if (conversionWindow === undefined) return [];
  const limits = Array.from({ length: step - 1 }, (_, index) => limitOf(funnel, index + 1)!);
  const isImplied = step === 2 || !canBeLonger(sumOf(limits), conversionWindow);
  if (isImplied && limits.every(({ isUncertain }) => !isUncertain)) return [];
  return [
    `A rule cannot limit the time from the first step to the last as a whole: this one limits only the time between two steps, so it also takes for conversions those that took longer than ${written.conversionWindow} in all. It would be exact if the times between the steps ("within" of the steps) came to no more than that.`,
  ];
}

/** At the most. */
const sumOf = (limits: readonly Limit[]): Duration => ({
  kind: 'exact',
  ms: limits.reduce((sum, { duration }) => sum + longestMs(duration), 0),
});

const longestMs = (duration: Duration): number =>
  duration.kind === 'exact' ? duration.ms : duration.months * LONGEST_MONTH_MS + ZONE_SLACK_MS;

/** In a window that reaches up to now every later step is in it as well. */
function noteWindow(window: Window): readonly string[] {
  if (!hasEnd(window)) return [];
  return [
    'In a rule every step must fall in the window, in the funnel only the first: whoever did a later step after the end of the window counts here as one who did not.',
  ];
}

function hasEnd(window: Window): boolean {
  switch (window.kind) {
    case 'last':
      return false;
    case 'between':
      return true;
    case 'range':
      return window.to !== undefined;
    case 'period':
      return window.period.offset === -1;
  }
}
