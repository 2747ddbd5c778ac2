/** Longer than any word of the language by more than a slip: not worth comparing. */
const MAX_LENGTH = 30;

/** `; did you mean "trait"?` where a known word is near, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (word.length > MAX_LENGTH) return '';
  const lowered = word.toLowerCase();
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(lowered, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.min(2, Math.floor(candidate.length / 2)))
    .sort((a, b) => a.distance - b.distance);
  return nearest ? `; did you mean "${nearest.candidate}"?` : '';
}

/** Insertions, deletions and replacements of one character that turn `from` into `to`. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, fromChar] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, toChar] of [...to].entries()) {
      const replaced = row[j]! + (fromChar === toChar ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
