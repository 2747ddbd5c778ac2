import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../../database/database.js';

/** A person as a line of a list. */
export interface FoundProfile {
  readonly profileId: string;
  /** Made of the traits that names are in. */
  readonly name: string | null;
  readonly userId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly anonymousId: string | null;
  readonly createdAt: Date;
  /** The identifier (by its type) or name that was looked for; null where nothing was. */
  readonly matched: { readonly by: string; readonly value: string } | null;
}

/** Of which there is one for each way in which a person matches. */
interface Hit {
  /** What is compared, in lower case: orders the list. */
  readonly term: string;
  readonly profileId: string;
  readonly by: string;
  readonly value: string;
}

const COLUMNS = Prisma.sql`p.profile_id AS "profileId", segue_full_name(p.traits) AS name, p.user_id AS "userId",
  p.email, p.phone, p.anonymous_id AS "anonymousId", p.created_at AS "createdAt"`;

const NAMES = [Prisma.raw('segue_full_name(p.traits)'), Prisma.raw('segue_last_name(p.traits)')];

/** Finds people through indexes alone: what is read does not grow with how many there are. */
@Injectable()
export class ProfileSearchRepository {
  /** The newest first: ids begin with the time. @param after  the profile that the page before ended with */
  async newest(
    sql: Sql,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly FoundProfile[]> {
    const isAfter = after ? Prisma.sql`WHERE p.profile_id < ${after}::uuid` : Prisma.empty;
    return sql.$queryRaw<FoundProfile[]>`
      SELECT ${COLUMNS}, NULL AS matched FROM profile p ${isAfter}
      ORDER BY p.profile_id DESC LIMIT ${limit}`;
  }

  async byId(sql: Sql, profileId: string): Promise<readonly FoundProfile[]> {
    return sql.$queryRaw<FoundProfile[]>`
      SELECT ${COLUMNS}, jsonb_build_object('by', 'profileId', 'value', p.profile_id) AS matched
      FROM profile p WHERE p.profile_id = ${profileId}::uuid`;
  }

  /**
   * People with an identifier or a name that begins with a text, in any case, ordered by it. Each is there once, by the first of
   * theirs that does.
   */
  async byBeginning(
    sql: Sql,
    text: string,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly FoundProfile[]> {
    const from = after === undefined ? undefined : await this.firstTerm(sql, text, after);
    const isAfter = (term: Prisma.Sql, id: Prisma.Sql): Prisma.Sql =>
      after === undefined
        ? Prisma.empty
        : Prisma.sql`AND (${term}, ${id}) > (${from ?? null}::text COLLATE "C", ${after}::uuid)`;
    const isFirst = (term: Prisma.Sql): Prisma.Sql => Prisma.sql`AND NOT EXISTS (
      SELECT 1 FROM (${termsOf(Prisma.raw('h.profile_id'), text)}) own WHERE own.term < ${term})`;

    const inValue = termOf(Prisma.raw('h.value'));
    const identifiers = Prisma.sql`(
      SELECT DISTINCT ON (${inValue}, h.profile_id) ${inValue} AS term, h.profile_id, h.type AS by, h.value
      FROM identifier h WHERE ${begins(inValue, text)} ${isAfter(inValue, Prisma.raw('h.profile_id'))} ${isFirst(inValue)}
      ORDER BY ${inValue}, h.profile_id LIMIT ${limit})`;
    const names = [
      Prisma.raw('segue_full_name(h.traits)'),
      Prisma.raw('segue_last_name(h.traits)'),
    ];
    const named = names.map((name) => {
      const term = termOf(name);
      return Prisma.sql`(
        SELECT ${term} AS term, h.profile_id, 'name' AS by, ${name} AS value
        FROM profile h WHERE ${begins(term, text)} ${isAfter(term, Prisma.raw('h.profile_id'))} ${isFirst(term)}
        ORDER BY ${term}, h.profile_id LIMIT ${limit})`;
    });
    return sql.$queryRaw<FoundProfile[]>`
      WITH hit AS (${Prisma.join([identifiers, ...named], ' UNION ALL ')}),
      page AS (
        SELECT DISTINCT ON (term, profile_id) term, profile_id, by, value FROM hit
        ORDER BY term, profile_id, by LIMIT ${limit})
      SELECT ${COLUMNS}, jsonb_build_object('by', page.by, 'value', page.value) AS matched
      FROM page JOIN profile p ON p.profile_id = page.profile_id ORDER BY page.term, page.profile_id`;
  }

  /** By which a person is in the list; undefined when nothing of theirs begins so (any more). */
  private async firstTerm(
    sql: Sql,
    text: string,
    profileId: string,
  ): Promise<Hit['term'] | undefined> {
    const [row] = await sql.$queryRaw<[{ term: string | null }]>`
      SELECT min(own.term) AS term FROM (${termsOf(Prisma.sql`${profileId}::uuid`, text)}) own`;
    return row.term ?? undefined;
  }
}

/** As the indexes have it. */
const termOf = (value: Prisma.Sql): Prisma.Sql => Prisma.sql`lower(${value}) COLLATE "C"`;

/** The last character that there is comes after all that can follow. */
const begins = (term: Prisma.Sql, text: string): Prisma.Sql =>
  Prisma.sql`${term} >= lower(${text}::text) COLLATE "C" AND ${term} < (lower(${text}::text) || chr(1114111)) COLLATE "C"`;

/** Everything of one person that begins so. */
function termsOf(profileId: Prisma.Sql, text: string): Prisma.Sql {
  const inValue = termOf(Prisma.raw('i.value'));
  const named = NAMES.map((name) => {
    const term = termOf(name);
    return Prisma.sql`SELECT ${term} AS term FROM profile p WHERE p.profile_id = ${profileId} AND ${begins(term, text)}`;
  });
  return Prisma.join(
    [
      Prisma.sql`SELECT ${inValue} AS term FROM profile_identifier i WHERE i.profile_id = ${profileId} AND ${begins(inValue, text)}`,
      ...named,
    ],
    ' UNION ALL ',
  );
}
