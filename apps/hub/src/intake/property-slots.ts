import type { JsonObject, JsonValue } from '@segue/sdk';

/** Numbers of one event that are kept beside its properties, so that an index holds them whole. */
export const MOST_SLOTS = 16;
/** A longer number could make an index entry too large. Nobody measures with 33 digits. */
const MOST_CHARACTERS = 32;
/** As `segue_number` reads a string. */
const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$/;
/** What a string of more characters holds is no number to `segue_number`. */
const MOST_NUMERIC_CHARACTERS = 400;

/** What is known of a property of an event. */
export interface KnownProperty {
  /** Its place in `event.numbers`, from 1 on; null: none yet. */
  readonly slot: number | null;
  /** Its place, if it has one, is not used (any more): its numbers are read from the properties. */
  readonly isClosed: boolean;
}

/** Path of a property, as rules write it → what is known of it. */
export type EventProperties = ReadonlyMap<string, KnownProperty>;

/** The path by which rules reach a top-level key. */
export const toPath = (key: string): string => key.replaceAll('.', '\\.');

/** The text of a value that `segue_number` casts to a number; undefined for all others. */
export function numberText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return JSON.stringify(value);
  if (typeof value !== 'string' || value.length > MOST_NUMERIC_CHARACTERS) return undefined;
  return NUMBER.test(value) ? value : undefined;
}

/**
 * What the properties of one event add to what is known of events of its name.
 *
 * @returns only what is new or changed
 */
export function learnProperties(known: EventProperties, properties: JsonObject): EventProperties {
  const learnt = new Map<string, KnownProperty>();
  let used: number | undefined;
  for (const [key, value] of Object.entries(properties)) {
    if (key === '') continue;
    const path = toPath(key);
    const before = known.get(path);
    if (before?.isClosed) continue;
    const text = numberText(value);
    if (text === undefined) {
      if (!before) learnt.set(path, { slot: null, isClosed: false });
    } else if (text.length > MOST_CHARACTERS) {
      // Earlier events have its numbers at its place, which therefore stays its own.
      learnt.set(path, { slot: before?.slot ?? null, isClosed: true });
    } else if (!before || before.slot === null) {
      used ??= highestSlot(known);
      const isFull = used >= MOST_SLOTS;
      learnt.set(path, isFull ? { slot: null, isClosed: true } : { slot: ++used, isClosed: false });
    }
  }
  return learnt;
}

const highestSlot = (known: EventProperties): number =>
  [...known.values()].reduce((highest, { slot }) => Math.max(highest, slot ?? 0), 0);

/** The event's numbers by slot, null where a slot has none; undefined when it has no number at all. */
export function numbersOf(
  known: EventProperties,
  properties: JsonObject,
): readonly (string | null)[] | undefined {
  let numbers: (string | null)[] | undefined;
  for (const [key, value] of Object.entries(properties)) {
    const place = known.get(toPath(key));
    if (!place?.slot || place.isClosed) continue;
    const { slot } = place;
    const text = numberText(value);
    if (text === undefined) continue;
    numbers ??= [];
    while (numbers.length < slot) numbers.push(null);
    numbers[slot - 1] = text;
  }
  return numbers;
}
