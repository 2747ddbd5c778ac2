import type { JsonValue } from '@segue/sdk';
import type { SequenceLeaf } from '../rules/rule.js';
import type { AbsentStep, FoundStep, SequenceEvidence, ShownEvent } from './evidence.js';
import { findWay, type StepEvent, type Way } from './find-way.js';
import { propertiesOfStep } from './named-properties.js';
import { namedProperties } from './read-event-evidence.js';
import { type FoundWindow, readWindow } from './read-window.js';
import { MOST_EVENTS } from './sequence-evidence.repository.js';
import { zonedIso } from './zoned-iso.js';

interface FoundStepEvent extends StepEvent {
  readonly name: string;
  /** For each step the values of the properties that it names. */
  readonly values: readonly (readonly JsonValue[])[];
}

/** See `selectSequenceEvidence`. */
export interface FoundSequence {
  readonly window: FoundWindow | null;
  readonly events: readonly FoundStepEvent[] | null;
}

export function readSequence(
  { steps, absent }: SequenceLeaf,
  { window, events }: FoundSequence,
  { now, timezone }: { readonly now: Date; readonly timezone: string },
): SequenceEvidence {
  const all = [...steps, ...(absent ? [absent] : [])];
  const given = events ?? [];
  const way = findWay(given, steps.length, absent !== undefined, now.getTime());
  const show = (event: FoundStepEvent, step: number): ShownEvent => ({
    name: event.name,
    at: zonedIso(event.atMs, timezone)!,
    properties: namedProperties(propertiesOfStep(all[step]!), event.values[step]!),
  });
  /** Until when the step may come: the step before says so. */
  const untilMs = (step: number): number | null => way.found[step - 1]?.untilMs[step - 1] ?? null;
  const until = (step: number): string | null => {
    const ms = untilMs(step);
    return ms === null ? null : zonedIso(ms, timezone);
  };
  const found = steps.map((_, step): FoundStep => {
    const event = way.found[step];
    if (event) return { state: 'found', event: show(event, step), until: until(step) };
    const late = step === way.found.length ? way.late : undefined;
    if (late) return { state: 'late', event: show(late, step), until: until(step) };
    return { state: 'missing', event: null, until: until(step) };
  });
  const last = steps.length;
  return {
    kind: 'sequence',
    steps: found,
    ...(absent &&
      way.found.length === last && {
        absent: {
          state: absentState(way, untilMs(last), now),
          event: way.blocked ? show(way.blocked, last) : null,
          until: until(last),
        },
      }),
    ...(window && { window: readWindow(window, timezone) }),
    ...(given.length >= MOST_EVENTS && { isPartial: true }),
  };
}

function absentState(
  { blocked }: Way<FoundStepEvent>,
  untilMs: number | null,
  now: Date,
): AbsentStep['state'] {
  if (blocked) return 'blocked';
  return untilMs === null || untilMs <= now.getTime() ? 'absent' : 'waiting';
}
