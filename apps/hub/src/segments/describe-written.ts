import { checkRule } from './check-rule.js';
import { describeRule } from './describe-rule.js';
import { has, isObject, type JsonObject } from './rules/read-json.js';
import { RuleError, type RuleProblem } from './rules/rule-error.js';
import { flatten, toNodes } from './rules/rule-nodes.js';
import type { Rule } from './rules/rule.js';

/** A condition or group of a rule that may not be finished. */
export interface DescribedNode {
  /** JSON Pointer into the rule. */
  readonly pointer: string;
  /** In plain English, with how missing values count; null while it cannot be used. */
  readonly text: string | null;
}

export interface DescribedRule {
  /** Each before what is below it. */
  readonly nodes: readonly DescribedNode[];
  readonly problems: readonly RuleProblem[];
  /** The rule itself, where it is one. */
  readonly rule: Rule | undefined;
}

/** As deep as a rule may be. */
const MAX_DEPTH = 10;
/** More than a rule may have; what comes after them is not described. */
const MAX_NODES = 1_000;

/** Describes what can be described of a rule as somebody writes it, and names what is wrong with the rest. */
export function describeWritten(json: unknown): DescribedRule {
  try {
    const rule = checkRule(json);
    const nodes = flatten(toNodes(rule)).map((node) => ({
      pointer: node.pointer,
      text: describeRule(node.rule),
    }));
    return { nodes, problems: [], rule };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return { nodes: describeParts(json), problems: error.problems, rule: undefined };
  }
}

function describeParts(json: unknown): readonly DescribedNode[] {
  const nodes: DescribedNode[] = [];
  const visit = (part: unknown, pointer: string, depth: number): void => {
    if (nodes.length >= MAX_NODES) return;
    const children = depth < MAX_DEPTH && isObject(part) ? childrenOf(part) : undefined;
    nodes.push({ pointer, text: children ? groupText(part as JsonObject) : leafText(part, depth) });
    for (const [key, child] of children ?? []) visit(child, `${pointer}/${key}`, depth + 1);
  };
  visit(json, '', 0);
  return nodes;
}

/** Of a group; undefined of anything else. */
function childrenOf(object: JsonObject): readonly (readonly [string, unknown])[] | undefined {
  if (has(object, 'not')) return [['not', object['not']]];
  const kind = (['all', 'any'] as const).find((key) => Array.isArray(object[key]));
  return kind && (object[kind] as unknown[]).map((child, n) => [`${kind}/${n}`, child] as const);
}

/** The words of a group do not depend on what is in it, so that it can be described before that can. */
function groupText(object: JsonObject): string | null {
  const [form, ...others] = Object.keys(object);
  if (others.length > 0) return null;
  const everyone = { kind: 'everyone' } as const;
  if (form === 'not') return describeRule({ kind: 'not', rule: everyone });
  const rules = (object[form!] as unknown[]).map(() => everyone);
  return rules.length === 0 ? null : describeRule({ kind: form as 'all' | 'any', rules });
}

function leafText(json: unknown, depth: number): string | null {
  if (depth >= MAX_DEPTH) return null;
  try {
    return describeRule(checkRule(json));
  } catch (error) {
    if (error instanceof RuleError) return null;
    throw error;
  }
}
