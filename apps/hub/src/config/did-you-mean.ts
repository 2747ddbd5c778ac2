import { didYouMean } from '../segments/rules/did-you-mean.js';

/** More names than this are a wall of text, not an answer. */
const MAX_NAMES = 12;

/** `is not a connection of this file; did you mean "crm"?` */
export function unknownName(name: string, known: readonly string[], what: string): string {
  const hint = didYouMean(name, known);
  if (hint !== '') return `is not ${what}${hint}`;
  if (known.length === 0) return `is not ${what}: there is none`;
  const names = known.slice(0, MAX_NAMES).join(', ');
  return `is not ${what}: write one of ${names}${known.length > MAX_NAMES ? ' …' : ''}`;
}

export const unknownKey = (key: string, known: readonly string[]): string =>
  unknownName(key, known, 'a known key here');
