import { types } from 'node:util';
import { describeError } from './describe-error.js';

export const MASK = '…';

/** Deeper than anything the hub logs on purpose. */
const MOST_LEVELS = 6;
const MOST_ITEMS = 100;

/** Keys, as letters and digits in lower case, whose values are secrets or personal data, whole. */
const MASKED: ReadonlySet<string> = new Set([
  'anonymousid',
  'address',
  'authorization',
  'body',
  'cookie',
  'headers',
  'identifiers',
  'member',
  'members',
  'properties',
  'raw',
  'setcookie',
  'settings',
  'signature',
  'traits',
  'userid',
]);
const MASKED_ENDING =
  /(?:apikey|credentials?|email|password|phone|privatekey|secret|token|webhookurl|writekey)s?$/;

/** An e-mail address, or the user info of a URL. */
const ADDRESS = /[^\s@"'<>,;=/]+@[^\s@"'<>,;]+/g;

/**
 * A value as it may be logged: what stands under a suspicious key is masked at any depth (pino's own `redact` knows only paths
 * of fixed depth), addresses are masked in any text, and errors keep only what is known to be harmless.
 */
export function mask(value: unknown, level = 0): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (types.isNativeError(value) || value instanceof Error) {
    return mask(describeError(value), level);
  }
  if (types.isDate(value)) return value;
  if (level >= MOST_LEVELS || ArrayBuffer.isView(value)) return MASK;
  if (Array.isArray(value)) {
    return value.slice(0, MOST_ITEMS).map((item) => mask(item, level + 1));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isMasked(key) ? MASK : mask(item, level + 1)]),
  );
}

export const maskText = (text: string): string => text.replace(ADDRESS, MASK);

function isMasked(key: string): boolean {
  const name = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  return MASKED.has(name) || MASKED_ENDING.test(name);
}
