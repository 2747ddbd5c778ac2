import { unknownName } from './did-you-mean.js';
import { checkShelf, isSeenThrough } from './check-shelf.js';
import { findCycles } from './find-cycles.js';
import { isMapping } from './constraints.js';
import type { Draft } from './read-draft.js';
import type { Path, Report } from './report.js';

export interface RuleParser {
  /** @throws an error with `problems`: what is wrong, each with a JSON Pointer into the rule */
  readonly parseRule: (json: unknown) => unknown;
  /** The keys of the segments that a parsed rule refers to. */
  readonly referencedSegments: (rule: unknown) => readonly string[];
}

/** Reports rules that are none, and those that refer to segments that are not there or that refer back. */
export function checkSegments({ segments }: Draft, parser: RuleParser, report: Report): void {
  const keys = segments.map(({ file }) => file.key).filter((key) => key !== '');
  const references = new Map<string, readonly string[]>();
  for (const { path, file } of segments) {
    checkShelf(file, path, report);
    if (file.rule === undefined) continue;
    const at = [...path, 'rule'];
    if (file.static) {
      const problem = 'has no use: the members of a static segment are added by hand; take one out';
      report.refuse(at, problem, 'key');
      continue;
    }
    const found = parseOrReport(parser, file.rule, at, report);
    references.set(file.key, found);
    for (const key of found.filter((key) => !keys.includes(key))) {
      const problem = unknownName(key, keys, 'a segment of this file');
      report.refuse([...at, ...pathOfReference(file.rule, key)], problem);
    }
  }
  for (const { path, file } of segments) {
    const hidden = (references.get(file.key) ?? []).filter((key) =>
      segments.some((other) => other.file.key === key && !isSeenThrough(other.file, file)),
    );
    for (const key of hidden) {
      const problem = `is not seen by everybody who sees ${file.key}: show it to them, or ${file.key} to fewer`;
      report.refuse([...path, 'rule', ...pathOfReference(file.rule, key)], problem);
    }
  }
  for (const cycle of findCycles(references)) {
    const segment = segments.find(({ file }) => file.key === cycle[0])!;
    const reference = pathOfReference(segment.file.rule, cycle[1]!);
    const problem = `goes round in a circle (${cycle.join(' → ')}): take one of these references out`;
    report.refuse([...segment.path, 'rule', ...reference], problem);
  }
}

/** The segments that the rule refers to; none, and reported, when it is no rule. */
export function parseOrReport(
  { parseRule, referencedSegments }: RuleParser,
  rule: unknown,
  path: Path,
  report: Report,
): readonly string[] {
  try {
    return referencedSegments(parseRule(rule));
  } catch (error) {
    if (!hasProblems(error)) throw error;
    for (const { pointer, message } of error.problems) {
      report.refuse([...path, ...stepsOf(pointer, rule)], message);
    }
    return [];
  }
}

interface HasProblems {
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
}

const hasProblems = (error: unknown): error is HasProblems =>
  error instanceof Error && 'problems' in error && Array.isArray(error.problems);

/** The steps of a JSON Pointer (RFC 6901); an index is a number where a list is. */
function stepsOf(pointer: string, json: unknown): Path {
  let at = json;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(at) ? Number(key) : key;
      at = Array.isArray(at) ? at[Number(key)] : isMapping(at) ? at[key] : undefined;
      return step;
    });
}

/** Where `{ segment: key }` stands in the rule; the rule as a whole when it cannot be found. */
function pathOfReference(json: unknown, key: string): Path {
  const find = (value: unknown, path: Path): Path | undefined => {
    if (isMapping(value) && value['segment'] === key) return [...path, 'segment'];
    const entries: [string | number, unknown][] = Array.isArray(value)
      ? [...value.entries()]
      : isMapping(value)
        ? Object.entries(value)
        : [];
    for (const [step, item] of entries) {
      const found = find(item, [...path, step]);
      if (found) return found;
    }
    return undefined;
  };
  return find(json, []) ?? [];
}
