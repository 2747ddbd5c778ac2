import type { JsonObject, Member, MemberIdentifier } from '@segue/sdk';
import { Prisma } from '../database/database.js';
import type { SyncTarget } from './delivery.js';

/** Where the profile `p` has the identifier to use. */
export const COLUMN: Record<MemberIdentifier, Prisma.Sql> = {
  email: Prisma.sql`p.email`,
  phone: Prisma.sql`p.phone`,
  userId: Prisma.sql`p.user_id`,
  anonymousId: Prisma.sql`p.anonymous_id`,
};

const IDENTIFIERS = Object.keys(COLUMN) as MemberIdentifier[];

/** A member as it is stored: without the profile's id. */
export interface StoredMember {
  readonly email?: string;
  readonly phone?: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly fields: JsonObject;
}

/**
 * Where a page begins is said of each table that it joins: the planner does not conclude it, and would read the others from
 * their beginning for every page.
 */
export const M_ID = Prisma.sql`m.profile_id`;
export const P_ID = Prisma.sql`p.profile_id`;
export const D_ID = Prisma.sql`d.profile_id`;
export const U_ID = Prisma.sql`u.profile_id`;

export const from = (column: Prisma.Sql, after: string | undefined): Prisma.Sql =>
  after === undefined ? Prisma.empty : Prisma.sql`AND ${column} > ${after}::uuid`;

/** The member as it should be, as JSON. Only what the destination holds: nothing else makes an update. */
export function wantedOf({ identifiers, fields }: SyncTarget): Prisma.Sql {
  const names = identifiers.map((type) => Prisma.sql`${type}::text, ${COLUMN[type]}`);
  return Prisma.sql`(jsonb_strip_nulls(jsonb_build_object(${Prisma.join(names)}))
    || jsonb_build_object('fields', ${objectOf(fields)}))`;
}

/**
 * Whether a stored member is another one than it should be, as `held IS DISTINCT FROM` the whole JSON of `wantedOf` would say,
 * which takes twice as long to make.
 */
export function differsFrom(held: Prisma.Sql, { identifiers, fields }: SyncTarget): Prisma.Sql {
  const others = IDENTIFIERS.filter((type) => !identifiers.includes(type));
  return Prisma.sql`(${Prisma.join(
    [
      ...identifiers.map(
        (type) => Prisma.sql`${held} ->> ${type}::text IS DISTINCT FROM ${COLUMN[type]}`,
      ),
      ...others.map((type) => Prisma.sql`${held} ->> ${type}::text IS NOT NULL`),
      Prisma.sql`${held} -> 'fields' IS DISTINCT FROM ${objectOf(fields)}`,
    ],
    ' OR ',
  )})`;
}

const CONFIRMED = Prisma.sql`d.confirmed`;
const WANTED = Prisma.sql`d.wanted`;

/** The audience does not, or perhaps not, hold what it should. Of most members the first question is the answer. */
export const differs = (target: SyncTarget): Prisma.Sql =>
  Prisma.sql`(d.confirmed IS NULL OR d.sending IS NOT NULL OR ${differsFrom(CONFIRMED, target)})`;

/** Left out on purpose, when the member was to be as it is now. Never NULL, with which the last question would be asked always. */
export const isSkipped = (target: SyncTarget): Prisma.Sql =>
  Prisma.sql`(coalesce(d.problem ->> 'status', '') = 'skipped' AND d.sending IS NULL
    AND NOT ${differsFrom(WANTED, target)})`;

export function objectOf(values: SyncTarget['fields']): Prisma.Sql {
  if (values.length === 0) return Prisma.sql`'{}'::jsonb`;
  const pairs = values.map(({ name, path }) => {
    const [first] = path;
    return path.length === 1
      ? Prisma.sql`${name}::text, p.traits -> ${first}::text`
      : Prisma.sql`${name}::text, segue_path(p.traits, ${path}::text[])`;
  });
  return Prisma.sql`jsonb_build_object(${Prisma.join(pairs)})`;
}

/** The profiles of the segment's members. */
export const membersOf = ({ segmentId }: SyncTarget): Prisma.Sql => Prisma.sql`
  (SELECT p.* FROM membership m JOIN profile p ON p.profile_id = m.profile_id
   WHERE m.segment_id = ${segmentId})`;

/** The member `p` has none of the identifiers that the destination knows people by. */
export const isUnreachable = ({ identifiers }: SyncTarget): Prisma.Sql =>
  Prisma.sql`coalesce(${Prisma.join(identifiers.map((type) => COLUMN[type]))}) IS NULL`;

/** Whom a statement looks at: everybody, or those who may differ. */
export type Among = 'everybody' | 'unsettled';

export const among = (
  who: Among,
  column: Prisma.Sql,
  { syncId }: SyncTarget,
  after: string | undefined,
): Prisma.Sql =>
  who === 'everybody'
    ? Prisma.empty
    : Prisma.sql`JOIN unsettled u ON u.profile_id = ${column} AND u.sync_id = ${syncId} ${from(U_ID, after)}`;

/** The deliveries of an audience as `d`, with whether the profile lives and is a member of the segment. */
export const leaving = (
  target: SyncTarget,
  after?: string,
  who: Among = 'everybody',
): Prisma.Sql => Prisma.sql`
  (SELECT d.*, p.profile_id AS live_id, m.profile_id AS member_id FROM delivery d
   ${among(who, D_ID, target, after)} LEFT JOIN membership m ON m.profile_id = d.profile_id AND m.segment_id = ${target.segmentId}
     ${from(M_ID, after)}
   LEFT JOIN profile p ON p.profile_id = d.profile_id ${from(P_ID, after)}
   WHERE d.sync_id = ${target.syncId} ${from(D_ID, after)}) d`;

/** In the audience, or perhaps, and not left in it on purpose. */
export const IS_HELD = Prisma.sql`((d.confirmed IS NOT NULL OR d.sending IS NOT NULL)
  AND NOT coalesce(d.problem ->> 'status' = 'skipped' AND d.problem ->> 'op' = 'leave', FALSE))`;

/** Held, but no member (any more), or no profile: merged away or erased. */
export const IS_LEAVING = Prisma.sql`${IS_HELD} AND (d.member_id IS NULL OR d.live_id IS NULL)`;

export const toMember = (profileId: string, stored: StoredMember): Member => ({
  profileId,
  ...stored,
});
