import type { Identifiers } from '@segue/sdk';
import { isEmail } from 'class-validator';
import parsePhoneNumber from 'libphonenumber-js/min';

/** One identifier of one person, normalised. */
export interface Identifier {
  readonly type: string;
  readonly value: string;
}

export interface IdentityRules {
  /** In order of priority. A type that is not here identifies nobody. */
  readonly identifiers: readonly { readonly type: string; readonly limit?: number }[];
  /** Values that identify nobody, whatever their type. */
  readonly block: readonly RegExp[];
}

export const DEFAULT_IDENTITY: IdentityRules = {
  identifiers: [{ type: 'userId' }, { type: 'email' }, { type: 'phone' }, { type: 'anonymousId' }],
  block: [],
};

/** Longer values would not fit into an index; no vendor makes any. */
const MOST_CHARACTERS = 512;

/** The type under which a connection's own ids are kept: apart from those of every other connection. */
export const externalType = (connectionId: string): string => `external:${connectionId}`;

/**
 * The identifiers of a record that can be used, the strongest first: the connection's own ids, then the types in the order
 * of the rules. An e-mail address or phone number that is none is left out, and so is a blocked value.
 */
export function normaliseIdentifiers(
  given: Identifiers,
  connectionId: string,
  rules: IdentityRules,
): readonly Identifier[] {
  const found = new Map<string, Identifier>();
  const add = (type: string, from: string | readonly string[] | undefined) => {
    for (const raw of from === undefined ? [] : typeof from === 'string' ? [from] : from) {
      const value = normalise(type, raw);
      if (value !== undefined && !isBlocked(value, rules)) {
        found.set(`${type}:${value}`, { type, value });
      }
    }
  };
  add(externalType(connectionId), given.externalId);
  for (const { type } of rules.identifiers)
    add(type, Reflect.get(given, type) as string | undefined);
  return [...found.values()];
}

/** The form in which two spellings of one identifier are equal; undefined when it is none. */
export function normalise(type: string, raw: unknown): string | undefined {
  if (typeof raw !== 'string') return undefined;
  const value = raw.trim();
  if (value === '' || value.length > MOST_CHARACTERS || value.includes('\0')) return undefined;
  if (type === 'email') return toEmail(value);
  if (type === 'phone') return toPhone(value);
  return value.toWellFormed();
}

function toEmail(value: string): string | undefined {
  const email = value.toLowerCase();
  return isEmail(email) ? email : undefined;
}

/** E.164. A number without its country's code could be anybody's, so it is none. */
function toPhone(value: string): string | undefined {
  const phone = parsePhoneNumber(value);
  return phone?.isPossible() ? phone.number : undefined;
}

const isBlocked = (value: string, { block }: IdentityRules): boolean =>
  block.some((pattern) => pattern.test(value));
