import type { Prisma } from '../database/database.js';
import { compileMembers, type CompileContext } from './compile/compile-rule.js';
import { parseRule } from './rules/parse-rule.js';
import type { Rule } from './rules/rule.js';

/** Why a profile is in a rule, or is not: the rule's tree, with the answer for each group and leaf. */
export interface ExplainedRule {
  /** This part of the rule, as written. */
  readonly rule: unknown;
  readonly isTrue: boolean;
  /** Of a group; none of a leaf. */
  readonly children: readonly ExplainedRule[];
}

/** Runs a compiled rule. */
export type FindMembers = (members: Prisma.Sql) => Promise<ReadonlySet<string>>;

/**
 * Explains one rule for some profiles. Each group and leaf is asked as a rule of its own, so that the answers are those of
 * the evaluation itself: one statement for each, whatever the number of profiles.
 *
 * @param json  the rule as written
 * @returns by profile, for each of `profileIds`
 * @throws RuleError when it is none
 */
export async function explainRule(
  find: FindMembers,
  json: unknown,
  context: Omit<CompileContext, 'scope'>,
  profileIds: readonly string[],
): Promise<ReadonlyMap<string, ExplainedRule>> {
  const answer = await ask(find, parseRule(json), json, { ...context, scope: profileIds });
  return new Map(profileIds.map((id) => [id, explainFor(id, answer)]));
}

/** The profiles of which each part of the rule is true. */
interface Answer {
  readonly rule: unknown;
  readonly members: ReadonlySet<string>;
  readonly children: readonly Answer[];
}

async function ask(
  find: FindMembers,
  rule: Rule,
  json: unknown,
  context: CompileContext,
): Promise<Answer> {
  const members = await find(compileMembers(rule, context));
  const children: Answer[] = [];
  for (const [child, childJson] of childrenOf(rule, json)) {
    children.push(await ask(find, child, childJson, context));
  }
  return { rule: json, members, children };
}

/** The parsed children of a group beside what they were parsed from. */
function childrenOf(rule: Rule, json: unknown): readonly (readonly [Rule, unknown])[] {
  if ('rules' in rule) {
    const written = (json as Record<string, readonly unknown[]>)[rule.kind]!;
    return rule.rules.map((child, index) => [child, written[index]]);
  }
  return 'rule' in rule ? [[rule.rule, (json as { not: unknown }).not]] : [];
}

const explainFor = (profileId: string, { rule, members, children }: Answer): ExplainedRule => ({
  rule,
  isTrue: members.has(profileId),
  children: children.map((child) => explainFor(profileId, child)),
});
