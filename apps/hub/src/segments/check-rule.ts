import { unsupportedLeaves } from './compile/compile-rule.js';
import { parseRule } from './rules/parse-rule.js';
import { RuleError } from './rules/rule-error.js';
import type { Rule } from './rules/rule.js';

/**
 * The rule, when it is one that this hub can evaluate.
 *
 * @throws RuleError for anything else: a leaf that could not be evaluated must not be saved
 */
export function checkRule(json: unknown): Rule {
  const rule = parseRule(json);
  const unsupported = unsupportedLeaves(rule);
  if (unsupported.length > 0) throw new RuleError(unsupported);
  return rule;
}
