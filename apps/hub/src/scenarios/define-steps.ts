import { unknownName } from '../config/did-you-mean.js';
import type { Path, Report } from '../config/report.js';
import type { RuleProblem } from '../segments/rules/rule-error.js';
import type { Rule } from '../segments/rules/rule.js';
import { checkDefinitions } from './check-definitions.js';
import type { UncheckedStep } from './read-step.js';
import type { Step } from './scenario.js';

/**
 * Checks the segments of a scenario and what its steps make of them, in order: the data has no part in it. Reports rules that
 * are refused without being expected to, and expectations about segments that were never defined.
 */
export function defineSteps(
  segments: ReadonlyMap<string, unknown>,
  steps: readonly UncheckedStep[],
  report: Report,
): readonly Step[] {
  const rules = new Map<string, Rule>();
  const initial = checkDefinitions(rules, segments);
  for (const [key, rule] of initial.accepted) rules.set(key, rule);
  refuseRules(initial.refused, ['segments'], report);

  const named = new Set(segments.keys());
  return steps.map(({ path, define, ...step }) => {
    const { accepted, refused } = checkDefinitions(rules, define);
    for (const [key, rule] of accepted) rules.set(key, rule);
    const unexpected = [...refused].filter(([key]) => !step.expectError.has(key));
    refuseRules(unexpected, [...path, 'define'], report);

    for (const key of define.keys()) named.add(key);
    for (const list of ['expect', 'expectSize'] as const) {
      for (const key of step[list].keys()) {
        if (named.has(key)) continue;
        report.refuse([...path, list, key], unknownName(key, [...named], 'a segment'), 'key');
      }
    }
    const written = [...accepted.keys()].map((key) => [key, define.get(key)] as const);
    return { ...step, definitions: { accepted: new Map(written), refused } };
  });
}

/** The pointers are those of `expectError`, so that they can be copied from here. */
function refuseRules(
  refused: Iterable<readonly [string, readonly RuleProblem[]]>,
  path: Path,
  report: Report,
): void {
  for (const [key, problems] of refused) {
    for (const { pointer, message } of problems) {
      const place = pointer === '' ? 'the rule' : `${pointer}:`;
      report.refuse([...path, key], `${place} ${message}`);
    }
  }
}
