import { createHash } from 'node:crypto';
import type { Change, JsonObject, JsonValue, Member } from '@segue/sdk';

/** One address that belongs in the segment: what all changes that name it, say together. */
export interface Person {
  /** Lower-cased: Mailchimp compares addresses without regard to case, so it is the key to all that it answers. */
  readonly address: string;
  /** Mapped fields of the first profile that has the address: one member has one set of them. */
  readonly fields: JsonObject;
  /** Whether every profile with the address agreed to marketing. */
  readonly isConsenting: boolean;
  /** It is to be added; otherwise it is in the segment already and only its fields may have changed. */
  readonly isJoining: boolean;
}

export function addressOf(member: Member | undefined): string | undefined {
  return member?.email ? member.email.toLowerCase() : undefined;
}

/** By address, in the order of the changes. */
export function peopleIn(
  changes: readonly Change[],
  consentTrait: string | undefined,
): Map<string, Person> {
  const people = new Map<string, Person>();
  for (const { op, before, after, traits } of changes) {
    const address = addressOf(after);
    if (!after || !address) continue;
    const isJoining = op === 'join' || addressOf(before) !== address;
    const isConsenting = consentTrait !== undefined && isTrue(traits[consentTrait]);
    const known = people.get(address);
    people.set(address, {
      address,
      fields: known?.fields ?? after.fields,
      isConsenting: isConsenting && (known?.isConsenting ?? true),
      isJoining: isJoining || (known?.isJoining ?? false),
    });
  }
  return people;
}

const isTrue = (value: JsonValue | undefined): boolean =>
  value === true || (typeof value === 'string' && value.toLowerCase() === 'true');

/**
 * The member's `id`: the MD5 of the lower-cased address. An identifier, not a secret.
 *
 * Source: https://mailchimp.com/developer/marketing/api/list-members/get-member-info/ ("subscriber_hash")
 */
export const memberIdOf = (address: string): string =>
  createHash('md5').update(address.toLowerCase()).digest('hex');

/**
 * Text and numbers as they are; an address field is an object and stays one.
 *
 * Assumption: an empty text clears a merge field of any type.
 */
export const toMergeFields = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([tag, value]) => [tag, toMergeValue(value)]));

function toMergeValue(value: JsonValue): JsonValue {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  if (isList(value)) return value.map(toText).join(', ');
  return value;
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

const toText = (item: JsonValue): string =>
  typeof item === 'string' ? item : JSON.stringify(item);
