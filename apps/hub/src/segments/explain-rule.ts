import type { Sql } from '../database/database.js';
import type { TraitPriorities } from '../profiles/merge-traits.js';
import { ofProfiles } from './compile/compile-rule.js';
import { describeRule } from './describe-rule.js';
import type { Evidence } from './explain/evidence.js';
import type { ExplainContext } from './explain/explain-context.js';
import type { ExplainRepository } from './explain/explain.repository.js';
import { readEvidence, type Reader } from './explain/read-evidence.js';
import { allNodes, nodeOf, type Node } from './explain/rule-nodes.js';
import type { Leaf, Rule } from './rules/rule.js';

/** Why a profile is in a rule, or is not: the rule's tree, with the answer for each group and leaf. */
export interface ExplainedRule {
  /** This part of the rule, as written. */
  readonly rule: unknown;
  /** The same in plain English. */
  readonly text: string;
  readonly isTrue: boolean;
  /** Of a leaf: what the answer is from; null where it is from nothing. */
  readonly evidence?: Evidence | null;
  /** Of a leaf: the next instant at which it can change although nothing arrives; null: there is none. Only where it was asked for. */
  readonly changesAt?: string | null;
  /** Of a group; none of a leaf. */
  readonly children: readonly ExplainedRule[];
}

/** A rule to explain. */
export interface RuleToExplain {
  readonly rule: Rule;
  /** As written. */
  readonly json: unknown;
  readonly context: Omit<ExplainContext, 'from'>;
  /** Who is believed about which trait. */
  readonly priorities: TraitPriorities;
}

/** The instant at which a leaf can change next, in the workspace's zone. */
export type ChangesOf = (leaf: Leaf) => string | null;

/**
 * Explains one rule for some profiles: the answers in one statement, as the evaluation itself finds them; the evidence in one for
 * each leaf and profile.
 *
 * @returns by profile, for each of `profileIds` that lives
 */
export async function explainRule(
  repository: ExplainRepository,
  sql: Sql,
  { rule, json, context, priorities }: RuleToExplain,
  profileIds: readonly string[],
  changesOf?: ChangesOf,
): Promise<ReadonlyMap<string, ExplainedRule>> {
  const root = nodeOf(rule, json);
  const nodes = allNodes(root);
  const asked = nodes.map((node) => node.rule);
  const answers = await repository.truths(sql, rule, asked, {
    ...context,
    from: ofProfiles(profileIds),
  });
  const reader: Reader = { now: context.now, timezone: context.timezone, priorities };
  const explained = new Map<string, ExplainedRule>();
  for (const profileId of profileIds) {
    const truths = answers.get(profileId);
    if (truths === undefined) continue;
    const own = { ...context, from: ofProfiles([profileId]) };
    const found = new Map<Node, Pick<ExplainedRule, 'evidence' | 'changesAt'>>();
    for (const node of nodes) {
      const leaf = toLeaf(node.rule);
      if (leaf === undefined) continue;
      const evidence = readEvidence(leaf, await repository.evidence(sql, leaf, own), reader);
      found.set(node, { evidence, ...(changesOf && { changesAt: changesOf(leaf) }) });
    }
    explained.set(profileId, assemble(root, new Map(nodes.map((n, i) => [n, truths[i]!])), found));
  }
  return explained;
}

const toLeaf = (rule: Rule): Leaf | undefined =>
  'rules' in rule || 'rule' in rule ? undefined : rule;

function assemble(
  node: Node,
  truths: ReadonlyMap<Node, boolean>,
  found: ReadonlyMap<Node, Pick<ExplainedRule, 'evidence' | 'changesAt'>>,
): ExplainedRule {
  return {
    rule: node.json,
    text: describeRule(node.rule),
    isTrue: truths.get(node)!,
    ...found.get(node),
    children: node.children.map((child) => assemble(child, truths, found)),
  };
}
