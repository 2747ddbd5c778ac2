import {
  currentValue,
  parseTraitState,
  type TraitPriorities,
} from '../../profiles/merge-traits.js';

export interface Origin {
  readonly connection: string;
  readonly atMs: number;
}

/**
 * Which connection the merged value of a trait is from: the one that alone would give the same, of those the most trusted, then
 * the newest. Of a trait that was cleared, who cleared it.
 *
 * @param sources  what each connection said last of the trait, as stored
 */
export function originOf(
  key: string,
  sources: unknown,
  priorities: TraitPriorities,
): Origin | undefined {
  if (typeof sources !== 'object' || sources === null) return undefined;
  const state = parseTraitState({ [key]: sources });
  const merged = JSON.stringify(currentValue(state, key, priorities) ?? null);
  const trusted = priorities.get(key) ?? [];
  const rank = (connection: string): number => {
    const place = trusted.indexOf(connection);
    return place < 0 || merged === 'null' ? trusted.length : place;
  };
  const [origin] = [...(state.get(key) ?? [])]
    .filter(([, [, , value]]) => JSON.stringify(value) === merged)
    .sort(([a, one], [b, other]) => rank(a) - rank(b) || other[0] - one[0] || other[1] - one[1]);
  return origin && { connection: origin[0], atMs: origin[1][0] };
}
