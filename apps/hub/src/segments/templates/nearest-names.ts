import { editDistance } from '../rules/did-you-mean.js';
import { isKnownAs, sortedWords } from './known-names.js';

const MOST_NAMES = 3;
/** Letters that somebody mistypes, or that make another form of a word (`Started` for `Start`). */
const MOST_EDITS = 2;
/** Two edits away from a shorter word is any other one. */
const SHORTEST_TO_MISTYPE = 5;
/** Comparing takes the product of the lengths. */
const LONGEST_TO_COMPARE = 60;

/** Names that do occur and may mean the same, the best first: the same words, a common name for the same thing, a slip. */
export function nearestNames(name: string, occurring: readonly string[]): readonly string[] {
  const words = sortedWords(name);
  return occurring
    .filter((other) => other !== name)
    .map((other) => ({ other, rank: rankOf(name, words, other) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_NAMES)
    .map(({ other }) => other);
}

function rankOf(name: string, words: string, other: string): number {
  const otherWords = sortedWords(other);
  if (otherWords === words) return 0;
  if (isKnownAs(name, other)) return 1;
  if (words[0] !== otherWords[0]) return Infinity;
  if (words.length < SHORTEST_TO_MISTYPE || otherWords.length > LONGEST_TO_COMPARE) return Infinity;
  if (Math.abs(words.length - otherWords.length) > MOST_EDITS) return Infinity;
  const edits = editDistance(words, otherWords);
  return edits <= MOST_EDITS ? 1 + edits : Infinity;
}
