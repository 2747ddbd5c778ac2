import { Prisma } from '../../database/database.js';

/** All that the meaning of a rule depends on, besides the stored data. */
export interface CompileContext {
  /** The one instant that the whole evaluation is about. */
  readonly now: Date;
  /** The workspace's zone, an IANA name. */
  readonly timezone: string;
  /** Key → id of the segments that a rule can refer to. Their members are read as they are stored. */
  readonly segments: ReadonlyMap<string, number>;
  /** Of the segment whose rule it is: buckets are drawn from it. */
  readonly segmentId: number;
  /** Where rows come from; left out: the whole tables. */
  readonly from?: Relations;
  /** What is known of the events; left out: nothing. */
  readonly catalog?: EventCatalog;
}

/** The tables that rules read, each with a `profile_id`; `profile_id`: nothing else of the profiles. */
export type RuleTable =
  | 'profile'
  | 'profile_id'
  | 'trait_state'
  | 'trait_history'
  | 'event'
  | 'profile_identifier'
  | 'profile_connection'
  | 'membership'
  | 'static_member';

/** What stands for a table in FROM: the table, or its rows of some profiles only. */
export type Relations = (table: RuleTable) => Prisma.Sql;

export interface EventCatalog {
  /** The place in `event.numbers` of a property (its path as rules write it) of events of a name, from 1 on. */
  readonly slotOf: (event: string, path: string) => number | undefined;
  /** Whether `event_property` lists every event name that occurs. */
  readonly hasAllNames: boolean;
}

export const wholeTables: Relations = (table) =>
  Prisma.raw(table === 'profile_id' ? 'profile' : table);

/** Only the rows of these profiles. */
export const ofProfiles =
  (profileIds: readonly string[]): Relations =>
  (table) =>
    Prisma.sql`(SELECT * FROM ${wholeTables(table)} WHERE profile_id = ANY(${[...profileIds]}::uuid[]))`;

export const relation = (table: RuleTable, { from = wholeTables }: CompileContext): Prisma.Sql =>
  from(table);

/** ` AND ` between conditions; TRUE where there is none. */
export const allOf = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join([...conditions], ' AND ');
