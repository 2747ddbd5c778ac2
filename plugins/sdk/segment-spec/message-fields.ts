import type { JsonObject, JsonValue } from '../json.js';
import type { Identifiers } from '../records.js';
import { isJsonObject, mergeUnder } from './json-object.js';

/** A name, id or address as text. Numbers are written out; what is blank, or neither text nor number, is none. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/**
 * Whom a message is about: its ids, and the addresses in these traits of the person. Different addresses in them are all
 * kept: they are names of the same person.
 */
export function identifiersOf(message: JsonObject, ...traits: readonly JsonObject[]): Identifiers {
  const found = {
    userId: textOf(message.userId),
    anonymousId: textOf(message.anonymousId),
    email: oneOrMore(traits.map(({ email }) => textOf(email))),
    phone: oneOrMore(traits.map(({ phone }) => textOf(phone))),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function oneOrMore(
  values: readonly (string | undefined)[],
): string | readonly string[] | undefined {
  const distinct = [...new Set(values.filter((value) => value !== undefined))];
  return distinct.length > 1 ? distinct : distinct[0];
}

/**
 * A message's context with the batch's under it. A context that is no object is taken as none: nothing is lost that the hub
 * could use.
 *
 * Segment merges the two ("it will be merged with any context inside each of the items in the batch").
 * Assumption: key by key, also inside `device`, `consent` and the like.
 * Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/sources/catalog/libraries/server/http-api/index.md#batch
 */
export function contextOf(message: JsonObject, batchContext: JsonObject = {}): JsonObject {
  return mergeUnder(batchContext, objectOr(message.context));
}

/** `context.traits`: what the sender knows of the person besides the message. */
export const contextTraitsOf = (context: JsonObject): JsonObject => objectOr(context.traits);

/**
 * Category → may it be used? Categories whose value is no boolean are not known.
 *
 * Source: https://www.twilio.com/docs/segment/privacy/consent-management/consent-in-unify
 */
export function consentOf(context: JsonObject): Record<string, boolean> | undefined {
  const preferences = objectOr(objectOr(context.consent).categoryPreferences);
  const known = Object.entries(preferences).filter(
    (entry): entry is [string, boolean] => typeof entry[1] === 'boolean',
  );
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

const objectOr = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});
