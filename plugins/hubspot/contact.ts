import type { DeletedRecord, Identifiers, JsonObject, ProfileRecord, Rejection } from '@segue/sdk';
import { isObject } from './answer.js';

/**
 * What is read of every contact, whatever the settings say: who it is, when it changed, and which contacts went into it.
 * These become traits only if the settings name them as well.
 */
export const INTERNAL_PROPERTIES: readonly string[] = [
  'hs_object_id',
  'lastmodifieddate',
  'email',
  'hs_additional_emails',
  'hs_calculated_merged_vids',
  'hs_merged_object_ids',
];

/** Read as phone numbers of the person where the settings name them. The last one is HubSpot's own E.164 form. */
const PHONE_PROPERTIES: readonly string[] = ['phone', 'mobilephone', 'hs_calculated_phone_number'];

/** A contact as HubSpot answers it, checked. */
export interface Contact {
  /** Decimal digits; they go beyond what a double holds exactly. */
  readonly id: string;
  /** HubSpot's ids of the contacts that were merged into this one. */
  readonly mergedIds: readonly string[];
  /** `null` where HubSpot has no value. */
  readonly properties: ReadonlyMap<string, string | null>;
  readonly changedAt?: Date;
  readonly archivedAt?: Date;
}

export interface ParsedContacts {
  readonly contacts: readonly Contact[];
  readonly rejected: readonly Rejection[];
}

export function parseContacts(results: readonly unknown[]): ParsedContacts {
  const contacts: Contact[] = [];
  const rejected: Rejection[] = [];
  for (const [index, result] of results.entries()) {
    const parsed = parseContact(result);
    if (typeof parsed !== 'string') contacts.push(parsed);
    else {
      rejected.push({
        code: 'INVALID_CONTACT',
        reason: parsed,
        position: positionOf(result, index),
        raw: result,
      });
    }
  }
  return { contacts, rejected };
}

/** @returns what is wrong with it, if it is no contact */
function parseContact(value: unknown): Contact | string {
  if (!isObject(value)) return 'the contact is not an object';
  const { id, properties, updatedAt, archivedAt } = value;
  if (!isId(id)) return 'the contact has no numeric id';
  if (!isObject(properties)) return 'the contact has no properties';

  const texts = new Map<string, string | null>();
  for (const [name, property] of Object.entries(properties)) {
    const text = toText(property);
    if (text === undefined) return `the property "${name}" is neither text nor null`;
    texts.set(name, text);
  }
  return {
    id: String(id),
    mergedIds: mergedIdsOf(String(id), texts),
    properties: texts,
    changedAt: toDate(texts.get('lastmodifieddate')) ?? toDate(updatedAt),
    archivedAt: toDate(archivedAt) ?? toDate(updatedAt),
  };
}

/**
 * The contact as the hub sees it.
 *
 * Traits are text, as HubSpot sends every property, numbers and dates too: rules read text that looks like a number as
 * one. A property that is missing from the answer has no value, like one that is null, and clears the trait.
 *
 * There is no message id: the hub would ignore a contact that is read again with other properties but the same
 * `lastmodifieddate`, and reading the same contact twice changes nothing anyway.
 */
export function toProfile(contact: Contact, properties: readonly string[]): ProfileRecord {
  const { changedAt } = contact;
  const traits: JsonObject = Object.fromEntries(
    properties.map((name) => [name, contact.properties.get(name) ?? null]),
  );
  return {
    kind: 'profile',
    identifiers: identifiersOf(contact, properties),
    traits,
    ...(changedAt ? { observedAt: changedAt } : {}),
  };
}

/** Named by its id alone: its addresses may belong to another contact by now. */
export function toDeleted({ id, archivedAt }: Contact): DeletedRecord {
  return {
    kind: 'deleted',
    identifiers: { externalId: id },
    ...(archivedAt ? { observedAt: archivedAt } : {}),
  };
}

function identifiersOf(
  { id, mergedIds, properties }: Contact,
  requested: readonly string[],
): Identifiers {
  const emails = [properties.get('email'), ...listOf(properties.get('hs_additional_emails'))];
  const phones = PHONE_PROPERTIES.filter((name) => requested.includes(name)).map((name) =>
    properties.get(name),
  );
  return {
    externalId: mergedIds.length > 0 ? [id, ...mergedIds] : id,
    ...named('email', emails),
    ...named('phone', phones),
  };
}

function named(
  type: 'email' | 'phone',
  values: readonly (string | null | undefined)[],
): Partial<Identifiers> {
  const known = [...new Set(values.filter((value) => typeof value === 'string'))];
  if (known.length === 0) return {};
  return { [type]: known.length === 1 ? known[0] : known };
}

/**
 * A merge makes a new contact with a new id and leaves those of both others pointing to it, so only these properties tell
 * which ids were the same person: `hs_calculated_merged_vids` as `id:ms;id:ms`, `hs_merged_object_ids` as `id;id`.
 *
 * Source: https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies and, for the
 * formats, https://github.com/fivetran/dbt_hubspot_source (models/docs.md)
 */
function mergedIdsOf(id: string, properties: Contact['properties']): readonly string[] {
  const merged = [
    ...listOf(properties.get('hs_calculated_merged_vids')).map((entry) =>
      entry.split(':')[0]!.trim(),
    ),
    ...listOf(properties.get('hs_merged_object_ids')),
  ];
  return [...new Set(merged)].filter((other) => isId(other) && other !== id);
}

const listOf = (text: string | null | undefined): string[] =>
  (text ?? '')
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

const isId = (value: unknown): value is string | number =>
  (typeof value === 'string' || typeof value === 'number') && /^\d+$/.test(String(value));

/** Assumption: a cleared property is sent as null or as empty text, and both mean that there is no value. */
function toText(value: unknown): string | null | undefined {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

function toDate(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const positionOf = (value: unknown, index: number): string =>
  isObject(value) && isId(value['id']) ? `contact ${value['id']}` : `result ${index}`;
