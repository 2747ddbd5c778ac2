import { checkRule } from '../segments/check-rule.js';
import { didYouMean } from '../segments/rules/did-you-mean.js';
import { referencedSegments } from '../segments/rules/parse-rule.js';
import { RuleError, type RuleProblem } from '../segments/rules/rule-error.js';
import type { Rule } from '../segments/rules/rule.js';

export interface CheckedDefinitions {
  readonly accepted: ReadonlyMap<string, Rule>;
  readonly refused: ReadonlyMap<string, readonly RuleProblem[]>;
}

/**
 * Which of these segments can be saved beside those that are there: each whose rule is one, and whose references neither lead
 * nowhere nor back to itself. Of several that make a circle together each is refused; one that refers to a segment which is
 * refused and was not there before is refused as well.
 *
 * @param definitions key → rule, as written
 */
export function checkDefinitions(
  current: ReadonlyMap<string, Rule>,
  definitions: ReadonlyMap<string, unknown>,
): CheckedDefinitions {
  const accepted = new Map<string, Rule>();
  const refused = new Map<string, readonly RuleProblem[]>();
  for (const [key, json] of definitions) {
    const result = check(json);
    if ('problems' in result) refused.set(key, result.problems);
    else accepted.set(key, result.rule);
  }
  for (;;) {
    const rules = new Map([...current, ...accepted]);
    const wrong = [...accepted]
      .map(([key, rule]) => ({ key, problems: referenceProblems(key, rule, rules) }))
      .filter(({ problems }) => problems.length > 0);
    if (wrong.length === 0) return { accepted, refused };
    for (const { key, problems } of wrong) {
      accepted.delete(key);
      refused.set(key, problems);
    }
  }
}

function check(json: unknown): { readonly rule: Rule } | Pick<RuleError, 'problems'> {
  try {
    return { rule: checkRule(json) };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return error;
  }
}

function referenceProblems(
  key: string,
  rule: Rule,
  rules: ReadonlyMap<string, Rule>,
): readonly RuleProblem[] {
  return referencesIn(rule, '').flatMap(({ pointer, reference }) => {
    if (!rules.has(reference)) {
      const hint = didYouMean(reference, [...rules.keys()]);
      return [{ pointer, message: `must be the key of a segment${hint}` }];
    }
    if (!leadsTo(key, reference, rules)) return [];
    return [{ pointer, message: `must not lead back to "${key}" itself` }];
  });
}

function referencesIn(rule: Rule, pointer: string): { pointer: string; reference: string }[] {
  if ('rules' in rule) {
    return rule.rules.flatMap((child, index) =>
      referencesIn(child, `${pointer}/${rule.kind}/${index}`),
    );
  }
  if ('rule' in rule) return referencesIn(rule.rule, `${pointer}/not`);
  return rule.kind === 'segment' ? [{ pointer: `${pointer}/segment`, reference: rule.key }] : [];
}

/** Whether the segment `from` is, or refers to, the segment `key`. */
function leadsTo(key: string, from: string, rules: ReadonlyMap<string, Rule>): boolean {
  const reached = new Set([from]);
  for (const at of reached) {
    const rule = rules.get(at);
    for (const next of rule ? referencedSegments(rule) : []) reached.add(next);
  }
  return reached.has(key);
}
