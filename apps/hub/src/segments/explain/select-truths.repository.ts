import { Prisma } from '../../database/database.js';
import { relation } from '../compile/compile-context.js';
import { compileLeaf } from '../compile/compile-leaf.js';
import { compileTree } from '../compile/compile-tree.js';
import { Joins } from '../compile/joins.js';
import type { Leaf, Rule } from '../rules/rule.js';
import { leavesOf } from '../rules/visit-rule.js';
import type { ExplainContext } from './explain-context.js';

/**
 * One statement that gives (profile_id, truths) of every profile, where `truths` is a JSON list of the answers to some nodes of
 * one tree. Each leaf is asked once, as the evaluation asks it.
 *
 * @param root  the tree that all the nodes are in
 */
export function selectTruths(
  root: Rule,
  nodes: readonly Rule[],
  context: ExplainContext,
): Prisma.Sql {
  const columns = new AnswerColumns(context);
  const own = new Map(leavesOf(root).map((leaf) => [leaf, columns.of(leaf)]));
  const truths = nodes.map((node) => compileTree(node, (leaf) => own.get(leaf)!));
  return Prisma.sql`SELECT a.profile_id, to_jsonb(ARRAY[${Prisma.join(truths)}]) AS truths FROM ${columns.toSql()}`;
}

/** The answers to leaves, and to the rules of the segments that they refer to, each once. */
class AnswerColumns {
  private readonly joins = new Joins();
  private readonly answers: Prisma.Sql[] = [];
  /** Key → the answer to its rule. */
  private readonly segments = new Map<string, Prisma.Sql>();
  /** Each after those that it refers to. */
  private readonly laterals: Prisma.Sql[] = [];

  constructor(private readonly context: ExplainContext) {}

  of(leaf: Leaf, segmentId = this.context.segmentId): Prisma.Sql {
    if (leaf.kind === 'segment' && this.context.referenced?.has(leaf.key)) {
      return this.ofSegment(leaf.key);
    }
    this.answers.push(compileLeaf(leaf, this.joins, { ...this.context, segmentId }));
    return Prisma.raw(`a.leaf[${this.answers.length}]`);
  }

  /** To follow FROM. OFFSET keeps PostgreSQL from asking anew wherever an answer is used. */
  toSql(): Prisma.Sql {
    const profiles = relation('profile', this.context);
    const asked = Prisma.sql`SELECT p.profile_id, ARRAY[${Prisma.join(this.answers)}] AS leaf FROM ${this.joins.toSql(profiles)} OFFSET 0`;
    return Prisma.join([Prisma.sql`(${asked}) a`, ...this.laterals], '');
  }

  private ofSegment(key: string): Prisma.Sql {
    const known = this.segments.get(key);
    if (known) return known;
    const { id, rule } = this.context.referenced!.get(key)!;
    const isMember = compileTree(rule, (leaf) => this.of(leaf, id));
    const alias = Prisma.raw(`s${this.laterals.length + 1}`);
    this.laterals.push(
      Prisma.sql` CROSS JOIN LATERAL (SELECT ${isMember} AS answer OFFSET 0) ${alias}`,
    );
    const answer = Prisma.sql`${alias}.answer`;
    this.segments.set(key, answer);
    return answer;
  }
}
