interface Counted {
  readonly name: string;
  readonly count: number;
}

/**
 * The names that somebody may mean who typed `q`, the best first: the name itself, names that begin with it, names with a word
 * that does, names that contain it; of equals the most frequent. All names where nothing was typed.
 */
export function rankNames<T extends Counted>(names: readonly T[], q: string): readonly T[] {
  const typed = q.trim().toLowerCase();
  return names
    .map((entry) => ({ entry, rank: rankOf(entry.name.toLowerCase(), typed) }))
    .filter(({ rank }) => rank < Infinity)
    .sort(
      (a, b) =>
        a.rank - b.rank || b.entry.count - a.entry.count || (a.entry.name < b.entry.name ? -1 : 1),
    )
    .map(({ entry }) => entry);
}

function rankOf(name: string, typed: string): number {
  if (name === typed) return 0;
  const at = name.indexOf(typed);
  if (at < 0) return Infinity;
  if (at === 0) return 1;
  return /[\p{L}\p{N}]/u.test(name[at - 1]!) ? 3 : 2;
}
