import { type Identifier, normalise } from '../../identity/normalise-identifiers.js';

export type ProfileName = { readonly profileId: string } | { readonly identifier: Identifier };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The type of the ids that a connection has of its own has a colon in it: `external:crm`. */
const TYPED = /^(external:[^:]+|[^:]+):(.+)$/s;

/** `type:value` or a profile's uuid, as people write them; undefined for anything else. */
export function parseProfileName(name: string): ProfileName | undefined {
  if (UUID.test(name)) return { profileId: name.toLowerCase() };
  const [, type, value] = TYPED.exec(name) ?? [];
  // No identifier that is stored has a NUL character in it.
  if (type === undefined || value === undefined || name.includes('\0')) return undefined;
  return { identifier: { type, value: normalise(type, value) ?? value } };
}
