import { Prisma } from '../../database/database.js';
import { relation } from '../compile/compile-context.js';
import { nowOf } from '../compile/compile-time.js';
import { lastChangeOf, TRAITS } from '../compile/compile-trait.js';
import { presentAt } from '../compile/compile-value.js';
import { Joins } from '../compile/joins.js';
import type { BucketLeaf, Condition, Leaf, SeenLeaf, TraitLeaf } from '../rules/rule.js';
import type { ExplainContext } from './explain-context.js';
import { windowBounds } from './window-bounds.repository.js';

type ProfileLeaf = Exclude<Leaf, { kind: 'everyone' | 'event' | 'sequence' }>;

/** What a leaf that is not about events finds of one profile, as JSON; no row where there is nothing. */
export function selectProfileEvidence(leaf: ProfileLeaf, context: ExplainContext): Prisma.Sql {
  switch (leaf.kind) {
    case 'trait':
      return selectTrait(leaf, context);
    case 'segment': {
      const id = context.segments.get(leaf.key)!;
      return Prisma.sql`SELECT jsonb_build_object('at', m.joined_at) AS found FROM ${relation('membership', context)} m WHERE m.segment_id = ${id}::int`;
    }
    case 'static':
      return Prisma.sql`SELECT jsonb_build_object('at', m.added_at, 'by', m.added_by) AS found FROM ${relation('static_member', context)} m WHERE m.segment_id = ${context.segmentId}::int`;
    case 'identifier':
      return Prisma.sql`SELECT jsonb_agg(jsonb_build_object('value', i.value, 'connection', i.connection_id, 'at', i.created_at) ORDER BY i.created_at, i.value) AS found FROM ${relation('profile_identifier', context)} i WHERE i.type = ${leaf.type}::text`;
    case 'source':
      return Prisma.sql`SELECT jsonb_build_object('at', c.created_at) AS found FROM ${relation('profile_connection', context)} c WHERE c.connection_id = ${leaf.connection}::text`;
    case 'consent':
      return Prisma.sql`SELECT s.consent -> ${leaf.channel}::text AS found FROM ${relation('trait_state', context)} s`;
    case 'bucket':
      return selectShare(leaf, context);
    case 'firstSeen':
    case 'lastSeen':
      return selectSeen(leaf, context);
  }
}

/** `sources` is what each connection said last of the trait's key. */
function selectTrait({ condition }: TraitLeaf, context: ExplainContext): Prisma.Sql {
  const joins = new Joins();
  const { path } = condition;
  const parts = [
    Prisma.sql`'value', ${presentAt(TRAITS, path)}`,
    Prisma.sql`'sources', s.state -> ${path[0]!}::text`,
    Prisma.sql`'changedAt', ${lastChangeOf(path, joins, context)}`,
    ...otherTraitOf(condition).map((other) => Prisma.sql`'other', ${presentAt(TRAITS, other)}`),
  ];
  return Prisma.sql`SELECT jsonb_build_object(${Prisma.join(parts)}) AS found FROM ${joins.toSql(relation('profile', context))} LEFT JOIN ${relation('trait_state', context)} s ON s.profile_id = p.profile_id`;
}

/** The path of the trait that it is compared with, if any. */
export function otherTraitOf(condition: Condition): readonly (readonly string[])[] {
  return 'operand' in condition && condition.operand.type === 'trait'
    ? [condition.operand.path]
    : [];
}

/** In per cent, rounded down: what is rounded up could look like the bound that is out. */
const selectShare = ({ salt }: BucketLeaf, context: ExplainContext): Prisma.Sql =>
  Prisma.sql`SELECT to_jsonb(trunc(segue_hash(${salt ?? String(context.segmentId)} || ':' || p.profile_id::text) * 100 / 18446744073709551616, 6)) AS found FROM ${relation('profile', context)} p`;

function selectSeen({ kind, within }: SeenLeaf, context: ExplainContext): Prisma.Sql {
  const extreme = kind === 'firstSeen' ? Prisma.sql`min` : Prisma.sql`max`;
  const messages = Prisma.sql`SELECT e.occurred_at AS at FROM ${relation('event', context)} e UNION ALL SELECT h.observed_at FROM ${relation('trait_history', context)} h`;
  return Prisma.sql`SELECT jsonb_build_object('at', (SELECT ${extreme}(m.at) FROM (${messages}) m WHERE m.at <= ${nowOf(context)}), 'window', ${windowBounds(within, context)}) AS found`;
}
