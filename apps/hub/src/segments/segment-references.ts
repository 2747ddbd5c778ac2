import { didYouMean } from './rules/did-you-mean.js';
import { parseRule, referencedSegments } from './rules/parse-rule.js';
import { RuleError, type RuleProblem } from './rules/rule-error.js';
import type { Rule } from './rules/rule.js';
import type { Segment } from './segment.js';

/** The keys that a stored segment refers to; none where its rule cannot be read (any more). */
export function referencesOf({ rule, kind }: Pick<Segment, 'rule' | 'kind'>): readonly string[] {
  if (kind === 'static') return [];
  try {
    return referencedSegments(parseRule(rule));
  } catch (error) {
    if (error instanceof RuleError) return [];
    throw error;
  }
}

/**
 * @param key of the segment that is to have the rule
 * @param json the rule as written
 * @param stored all segments; what is stored under the key itself does not count
 * @throws RuleError where the rule refers to a segment that is not there, or to one that leads back to it
 */
export function checkReferences(
  key: string,
  { json, rule }: { readonly json: unknown; readonly rule: Rule },
  stored: readonly Segment[],
): void {
  const graph = new Map(stored.map((segment) => [segment.key, referencesOf(segment)]));
  graph.set(key, referencedSegments(rule));
  const problems: RuleProblem[] = [];
  for (const { pointer, key: reference } of placesOf(json)) {
    if (!graph.has(reference)) {
      const message = `is not the key of a segment${didYouMean(reference, [...graph.keys()])}`;
      problems.push({ pointer, message });
      continue;
    }
    const way = pathBetween(reference, key, graph);
    if (way === undefined) continue;
    const circle = [key, ...way].join(' → ');
    problems.push({ pointer, message: `goes round in a circle (${circle})` });
  }
  if (problems.length > 0) throw new RuleError(problems);
}

interface ReferencePlace {
  /** JSON Pointer into the rule. */
  readonly pointer: string;
  readonly key: string;
}

/** Where the rule, which is one, says `{ segment: … }`. */
function placesOf(json: unknown, pointer = ''): ReferencePlace[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]: [string, unknown]) => {
    // Below these are a trait's own values, and a rule has no other place for a segment.
    if (!['all', 'any', 'not', 'segment'].includes(name) && !Array.isArray(json)) return [];
    const at = `${pointer}/${name}`;
    if (name === 'segment') return typeof value === 'string' ? [{ pointer: at, key: value }] : [];
    return placesOf(value, at);
  });
}

/** The keys on a way along references, both ends among them. */
function pathBetween(
  from: string,
  to: string,
  graph: ReadonlyMap<string, readonly string[]>,
  seen = new Set<string>(),
): readonly string[] | undefined {
  if (from === to) return [to];
  if (seen.has(from)) return undefined;
  seen.add(from);
  for (const next of graph.get(from) ?? []) {
    const rest = pathBetween(next, to, graph, seen);
    if (rest) return [from, ...rest];
  }
  return undefined;
}
