import { Prisma } from '../../database/database.js';
import { type Leaf, type Rule } from '../rules/rule.js';
import { flatten, isLeaf, toNodes, type RuleNode } from '../rules/rule-nodes.js';
import { type CompileContext, relation } from './compile-context.js';
import { compileLeaf } from './compile-leaf.js';
import { compileTree } from './compile-tree.js';
import { Joins } from './joins.js';

const BITS = 62;

/** The traits in which a person’s id in Slack is looked for; no identifier type holds one. */
const SLACK_TRAITS = ['slackId', 'slack_id', 'slackUserId'] as const;

/** One row with all that a preview counts. Columns: see `PreviewRow`. */
export interface CompiledPreview {
  readonly sql: Prisma.Sql;
  /** Every node of the rule, the root first; the n-th has the columns `node<n>` and, in a group, `running<n>`. */
  readonly nodes: readonly RuleNode[];
}

/** Counts are bigints. `sample` has profile ids. */
export interface PreviewRow {
  readonly total: bigint;
  readonly email: bigint;
  readonly phone: bigint;
  readonly slack: bigint;
  readonly sample: readonly string[] | null;
  /** `node0`, `running3`, `overlap1` … */
  readonly [count: string]: bigint | readonly string[] | null;
}

/**
 * Everything that a preview says of a rule, in one pass over the profiles: each leaf is asked once, profiles with the same
 * answers are counted together, and the counts of groups follow from these few.
 *
 * @param overlaps ids of segments, at most five
 */
export function compilePreview(
  rule: Rule,
  context: CompileContext,
  { overlaps, samples }: { readonly overlaps: readonly number[]; readonly samples: number },
): CompiledPreview {
  const root = toNodes(rule);
  const nodes = flatten(root);
  const flags = new Flags();
  const joins = new Joins();
  const answers = new Map<Leaf, Prisma.Sql>();
  for (const node of nodes) {
    if (isLeaf(node.rule))
      answers.set(node.rule, flags.add(compileLeaf(node.rule, joins, context)));
  }
  const holds = (of: Rule): Prisma.Sql => compileTree(of, (leaf) => answers.get(leaf)!);
  const isMember = holds(rule);
  const [email, phone, slack] = [
    Prisma.sql`p.email IS NOT NULL`,
    Prisma.sql`p.phone IS NOT NULL`,
    Prisma.sql`jsonb_exists_any(p.traits, ${[...SLACK_TRAITS]}::text[])`,
  ].map((condition) => flags.add(condition));
  const others = overlaps.map((id) => flags.add(joins.isIn({ sql: selectMembers(id, context) })));

  const count = (name: string, condition: Prisma.Sql): Prisma.Sql =>
    Prisma.sql`COALESCE(sum(n) FILTER (WHERE ${condition}), 0)::bigint AS ${Prisma.raw(name)}`;
  const both = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`${isMember} AND ${condition}`;
  const counts = [
    Prisma.sql`COALESCE(sum(n), 0)::bigint AS total`,
    ...nodes.map((node, index) => count(`node${index}`, holds(node.rule))),
    ...runningCounts(nodes, holds).map(([index, condition]) => count(`running${index}`, condition)),
    count('email', both(email!)),
    count('phone', both(phone!)),
    count('slack', both(slack!)),
    ...others.map((isOther, index) => count(`overlap${index}`, both(isOther))),
  ];
  const sample = Prisma.sql`ARRAY(SELECT profile_id::text FROM answer WHERE ${isMember} ORDER BY profile_id LIMIT ${samples}::int) AS sample`;
  const sql = Prisma.sql`WITH answer AS MATERIALIZED (SELECT p.profile_id, ${flags.toSql()} FROM ${joins.toSql(relation('profile', context))}), alike AS (SELECT ${flags.columns}, count(*) AS n FROM answer GROUP BY ${flags.columns}) SELECT ${Prisma.join(counts)}, ${sample} FROM alike`;
  return { sql, nodes };
}

/** Of each child of a group: what is left of an `all`, or gathered by an `any`, after it. */
function runningCounts(
  nodes: readonly RuleNode[],
  holds: (rule: Rule) => Prisma.Sql,
): readonly (readonly [index: number, condition: Prisma.Sql])[] {
  const indexOf = new Map(nodes.map((node, index) => [node, index]));
  return nodes.flatMap(({ rule, children }) => {
    if (!('rules' in rule)) return [];
    const separator = rule.kind === 'all' ? ' AND ' : ' OR ';
    return children.map((child, place) => {
      const upTo = children.slice(0, place + 1).map((one) => holds(one.rule));
      return [indexOf.get(child)!, Prisma.join(upTo, separator, '(', ')')] as const;
    });
  });
}

const selectMembers = (id: number, context: CompileContext): Prisma.Sql =>
  Prisma.sql`SELECT m.profile_id FROM ${relation('membership', context)} m WHERE m.segment_id = ${id}::int`;

/** Answers about a profile, packed into as few numbers as possible. */
class Flags {
  private readonly words: Prisma.Sql[][] = [];

  /** @param condition about `p`: TRUE or FALSE @returns the same as a condition on the packed columns */
  add(condition: Prisma.Sql): Prisma.Sql {
    let word = this.words.at(-1);
    if (!word || word.length >= BITS) this.words.push((word = []));
    const [name, bit] = [Prisma.raw(`flags${this.words.length - 1}`), word.length];
    word.push(Prisma.sql`CASE WHEN ${condition} THEN 1::bigint << ${bit}::int ELSE 0 END`);
    return Prisma.sql`(${name} & (1::bigint << ${bit}::int) <> 0)`;
  }

  toSql(): Prisma.Sql {
    return Prisma.join(
      this.words.map(
        (word, index) => Prisma.sql`${Prisma.join(word, ' | ')} AS ${Prisma.raw(`flags${index}`)}`,
      ),
    );
  }

  get columns(): Prisma.Sql {
    return Prisma.raw(this.words.map((_, index) => `flags${index}`).join(', '));
  }
}
