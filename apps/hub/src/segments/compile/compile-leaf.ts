import { Prisma } from '../../database/database.js';
import {
  type BucketLeaf,
  type ConsentLeaf,
  type IdentifierLeaf,
  type IdentifierTest,
  type Leaf,
  type SeenLeaf,
  type SourceLeaf,
} from '../rules/rule.js';
import { decimal } from './compile-comparison.js';
import { allOf, type CompileContext, inScope } from './compile-context.js';
import { compileEvent } from './compile-event.js';
import { compileSequence } from './compile-sequence.js';
import { equalsText, isOneOf, searchText } from './compile-text.js';
import { isInWindow, nowOf } from './compile-time.js';
import { compileTrait } from './compile-trait.js';
import { type Joins } from './joins.js';

/** A leaf as an SQL condition that is TRUE or FALSE, about `profile p` and what is joined to it. */
export function compileLeaf(leaf: Leaf, joins: Joins, context: CompileContext): Prisma.Sql {
  switch (leaf.kind) {
    case 'everyone':
      return Prisma.sql`TRUE`;
    case 'trait':
      return compileTrait(leaf, joins, context);
    case 'event':
      return compileEvent(leaf, joins, context);
    case 'sequence':
      return compileSequence(leaf, joins, context);
    case 'segment':
      return joins.isIn(selectMembers(leaf.key, context));
    case 'identifier':
      return compileIdentifier(leaf, joins, context);
    case 'source':
      return joins.isIn(selectKnown(leaf, context));
    case 'consent':
      return compileConsent(leaf, joins, context);
    case 'bucket':
      return compileBucket(leaf, context);
    case 'firstSeen':
    case 'lastSeen':
      return joins.isIn(selectSeen(leaf, context));
  }
}

function selectMembers(key: string, context: CompileContext): Prisma.Sql {
  const id = context.segments.get(key);
  if (id === undefined)
    throw new Error(`the rule refers to the segment "${key}", which is not known`);
  const rows = allOf([...inScope(Prisma.sql`m`, context), Prisma.sql`m.segment_id = ${id}::int`]);
  return Prisma.sql`SELECT m.profile_id FROM membership m WHERE ${rows}`;
}

function compileIdentifier(
  { type, test, ignoreCase }: IdentifierLeaf,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const rows = allOf([
    ...inScope(Prisma.sql`i`, context),
    Prisma.sql`i.type = ${type}::text`,
    ...testIdentifier(test, ignoreCase),
  ]);
  const passing = Prisma.sql`SELECT DISTINCT i.profile_id FROM profile_identifier i WHERE ${rows}`;
  return NEGATIVE.has(test.op) ? joins.isNotIn(passing) : joins.isIn(passing);
}

/** The ops that hold when no identifier passes their positive. */
const NEGATIVE: ReadonlySet<IdentifierTest['op']> = new Set([
  'missing',
  'neq',
  'nin',
  'ncontains',
] as const);

/** The positive side of a test; nothing where any identifier will do. */
function testIdentifier(test: IdentifierTest, ignoreCase: boolean): Prisma.Sql[] {
  const value = Prisma.sql`i.value`;
  switch (test.op) {
    case 'exists':
    case 'missing':
      return [];
    case 'eq':
    case 'neq':
      return [equalsText(value, test.value, ignoreCase)];
    case 'in':
    case 'nin':
      return [isOneOf(value, test.values, ignoreCase)];
    case 'contains':
    case 'ncontains':
    case 'startsWith':
    case 'endsWith':
    case 'matches':
      return [searchText(value, test, ignoreCase)];
  }
}

function selectKnown({ connection }: SourceLeaf, context: CompileContext): Prisma.Sql {
  const rows = allOf([
    ...inScope(Prisma.sql`c`, context),
    Prisma.sql`c.connection_id = ${connection}::text`,
  ]);
  return Prisma.sql`SELECT c.profile_id FROM profile_connection c WHERE ${rows}`;
}

/** The state of a channel begins with whether consent was granted. */
function compileConsent(
  { channel, is }: ConsentLeaf,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const granted = Prisma.sql`s.consent -> ${channel}::text -> 0`;
  const states = {
    granted: Prisma.sql`${granted} = 'true'::jsonb`,
    denied: Prisma.sql`${granted} = 'false'::jsonb`,
    unknown: Prisma.sql`jsonb_typeof(${granted}) = 'boolean'`,
  };
  const rows = allOf([...inScope(Prisma.sql`s`, context), states[is]]);
  const profiles = Prisma.sql`SELECT s.profile_id FROM trait_state s WHERE ${rows}`;
  return is === 'unknown' ? joins.isNotIn(profiles) : joins.isIn(profiles);
}

/** 2^64, of which a bucket is a share: the hash is compared with the bounds without dividing. */
const HASHES = Prisma.sql`18446744073709551616`;

function compileBucket({ from, to, salt }: BucketLeaf, { segmentId }: CompileContext): Prisma.Sql {
  const hash = Prisma.sql`segue_hash(${salt ?? String(segmentId)} || ':' || p.profile_id::text) * 100`;
  return allOf([
    Prisma.sql`${hash} >= ${decimal(from)} * ${HASHES}`,
    Prisma.sql`${hash} < ${decimal(to)} * ${HASHES}`,
  ]);
}

function selectSeen({ kind, within }: SeenLeaf, context: CompileContext): Prisma.Sql {
  const extreme = kind === 'firstSeen' ? Prisma.sql`min` : Prisma.sql`max`;
  const messages = (table: Prisma.Sql, at: Prisma.Sql): Prisma.Sql => {
    const rows = allOf([
      ...inScope(Prisma.sql`m`, context),
      Prisma.sql`m.${at} <= ${nowOf(context)}`,
    ]);
    return Prisma.sql`SELECT m.profile_id, ${extreme}(m.${at}) AS at FROM ${table} m WHERE ${rows} GROUP BY m.profile_id`;
  };
  const events = messages(Prisma.sql`event`, Prisma.sql`occurred_at`);
  const observations = messages(Prisma.sql`trait_history`, Prisma.sql`observed_at`);
  const seen = isInWindow(Prisma.sql`${extreme}(m.at)`, within, context);
  return Prisma.sql`SELECT m.profile_id FROM (${events} UNION ALL ${observations}) m GROUP BY m.profile_id HAVING ${seen}`;
}
