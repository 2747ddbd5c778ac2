import { normalise, type Identifier } from '../identity/normalise-identifiers.js';

/** By which of its identifiers a profile is called, the first that it has. */
const TYPES = ['userId', 'email', 'phone', 'anonymousId'] as const;

const TYPED = new RegExp(`^(${TYPES.join('|')}):(.+)$`, 's');

/** `u1` is a user id; `email:…`, `phone:…`, `anonymousId:…` and `userId:…` are identifiers of that type. */
export function parseName(name: string): Identifier {
  const [, type = 'userId', value = name] = TYPED.exec(name) ?? [];
  return { type, value: normalise(type, value) ?? value };
}

/** `type:value`, with a value in the form in which it is stored. */
export const toTyped = ({ type, value }: Identifier): string => `${type}:${value}`;

/**
 * What a profile is called in a scenario: its user id, or one of its other identifiers as `type:value`. A user id that would
 * itself be read as `type:value` is written with its type.
 *
 * @param identifiers in the order in which the profile got them
 */
export function nameOf(identifiers: readonly Identifier[]): string | undefined {
  const named = TYPES.flatMap((type) => identifiers.filter((one) => one.type === type));
  const [first] = named;
  if (first === undefined) return undefined;
  return first.type === 'userId' && !TYPED.test(first.value) ? first.value : toTyped(first);
}

/** Whether it is of a type that scenarios speak of; the ids that connections have of their own are not. */
export const isNamed = ({ type }: Identifier): boolean =>
  (TYPES as readonly string[]).includes(type);
