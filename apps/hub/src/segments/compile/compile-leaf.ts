import { Prisma } from '../../database/database.js';
import {
  type BucketLeaf,
  type ConsentLeaf,
  type IdentifierLeaf,
  type IdentifierTest,
  type Leaf,
  type SourceLeaf,
} from '../rules/rule.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { compileEvent } from './compile-event.js';
import { selectSeen } from './compile-seen.js';
import { compileSequence } from './compile-sequence.js';
import { equalsText, isOneOf, searchText } from './compile-text.js';
import { compileTrait } from './compile-trait.js';
import { type Joins } from './joins.js';

/** A leaf as an SQL condition that is TRUE or FALSE, about `profile p` and what is joined to it. */
export function compileLeaf(leaf: Leaf, joins: Joins, context: CompileContext): Prisma.Sql {
  switch (leaf.kind) {
    case 'everyone':
      return Prisma.sql`TRUE`;
    case 'static':
      return joins.isIn({ sql: selectListed(context) });
    case 'trait':
      return compileTrait(leaf, joins, context);
    case 'event':
      return compileEvent(leaf, joins, context);
    case 'sequence':
      return compileSequence(leaf, joins, context);
    case 'segment':
      return joins.isIn({ sql: selectMembers(leaf.key, context) });
    case 'identifier':
      return compileIdentifier(leaf, joins, context);
    case 'source':
      return joins.isIn({ sql: selectKnown(leaf, context) });
    case 'consent':
      return compileConsent(leaf, joins, context);
    case 'bucket':
      return compileBucket(leaf, joins, context);
    case 'firstSeen':
    case 'lastSeen':
      return joins.isIn({ sql: selectSeen(leaf, context) });
  }
}

const selectListed = (context: CompileContext): Prisma.Sql =>
  Prisma.sql`SELECT m.profile_id FROM ${relation('static_member', context)} m WHERE m.segment_id = ${context.segmentId}::int`;

function selectMembers(key: string, context: CompileContext): Prisma.Sql {
  const id = context.segments.get(key);
  if (id === undefined)
    throw new Error(`the rule refers to the segment "${key}", which is not known`);
  return Prisma.sql`SELECT m.profile_id FROM ${relation('membership', context)} m WHERE m.segment_id = ${id}::int`;
}

function compileIdentifier(
  { type, test, ignoreCase }: IdentifierLeaf,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const newest = NEWEST.get(type);
  if (newest && test.op === 'exists') return Prisma.sql`${newest} IS NOT NULL`;
  if (newest && test.op === 'missing') return Prisma.sql`${newest} IS NULL`;
  const rows = allOf([Prisma.sql`i.type = ${type}::text`, ...testIdentifier(test, ignoreCase)]);
  const passing = {
    sql: Prisma.sql`SELECT DISTINCT i.profile_id FROM ${relation('profile_identifier', context)} i WHERE ${rows}`,
  };
  return NEGATIVE.has(test.op) ? joins.isNotIn(passing) : joins.isIn(passing);
}

/** The types of which the profile itself holds one, if it has any. */
const NEWEST: ReadonlyMap<string, Prisma.Sql> = new Map([
  ['userId', Prisma.sql`p.user_id`],
  ['email', Prisma.sql`p.email`],
  ['phone', Prisma.sql`p.phone`],
  ['anonymousId', Prisma.sql`p.anonymous_id`],
]);

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
  return Prisma.sql`SELECT c.profile_id FROM ${relation('profile_connection', context)} c WHERE c.connection_id = ${connection}::text`;
}

/** The state of a channel begins with whether consent was granted. */
function compileConsent(
  { channel, is }: ConsentLeaf,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const granted = Prisma.sql`e.consent -> ${channel}::text -> 0`;
  const states = {
    granted: Prisma.sql`${granted} = 'true'::jsonb`,
    denied: Prisma.sql`${granted} = 'false'::jsonb`,
    unknown: Prisma.sql`jsonb_typeof(${granted}) = 'boolean'`,
  };
  const from = relation('trait_state', context);
  const holds = states[is];
  const profiles = {
    sql: Prisma.sql`SELECT e.profile_id FROM ${from} e WHERE ${holds}`,
    part: { from, where: [], isGrouped: false, sinceMs: -Infinity, holds },
  };
  return is === 'unknown' ? joins.isNotIn(profiles) : joins.isIn(profiles);
}

/** A bucket is a share of the 2^64 hashes, which are the first bytes of longer ones: those compare as numbers do. */
function compileBucket(
  { from, to, salt }: BucketLeaf,
  joins: Joins,
  { segmentId }: CompileContext,
): Prisma.Sql {
  const hash = joins.once(
    Prisma.sql`sha256(convert_to(${salt ?? String(segmentId)} || ':' || p.profile_id::text, 'UTF8'))`,
    0,
  );
  const isFrom = (first: bigint): Prisma.Sql =>
    first >= HASHES
      ? Prisma.sql`FALSE`
      : Prisma.sql`${hash} >= decode(${first.toString(16).padStart(16, '0')}, 'hex')`;
  return Prisma.sql`${isFrom(firstHash(from))} AND NOT ${isFrom(firstHash(to))}`;
}

const HASHES = 2n ** 64n;

/** The least hash that is at or above a percentage of all: exact, as the percentage is read as the decimal it was written as. */
function firstHash(percent: number): bigint {
  const [digits = '0', exponent = '0'] = percent.toExponential().split('e');
  const [whole = '0', fraction = ''] = digits.split('.');
  const shift = Number(exponent) - fraction.length;
  const numerator = BigInt(whole + fraction) * (shift > 0 ? 10n ** BigInt(shift) : 1n) * HASHES;
  const denominator = 100n * (shift < 0 ? 10n ** BigInt(-shift) : 1n);
  return (numerator + denominator - 1n) / denominator;
}
