import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';

/** Of one person; more are counted and not listed. */
const MOST_LISTED = 1_000;

export interface ProfileIdentifierRow {
  readonly type: string;
  readonly value: string;
  readonly connectionId: string;
  readonly since: Date;
}

export interface ProfileRow {
  readonly name: string | null;
  readonly createdAt: Date;
  readonly traits: Readonly<Record<string, unknown>>;
  /** Trait → connection → what it said last. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Channel → [granted, observed at (ms), seq, connection] */
  readonly consent: Readonly<Record<string, readonly [boolean, number, number, string]>>;
}

export interface CurrentMembership {
  readonly key: string;
  readonly name: string;
  readonly joinedAt: Date;
}

/** All that is known of one person. */
@Injectable()
export class ProfileViewRepository {
  async find(sql: Sql, profileId: string): Promise<ProfileRow | undefined> {
    const [row] = await sql.$queryRaw<ProfileRow[]>`
      SELECT segue_full_name(p.traits) AS name, p.created_at AS "createdAt", p.traits,
             coalesce(s.state, '{}') AS state, coalesce(s.consent, '{}') AS consent
      FROM profile p LEFT JOIN trait_state s ON s.profile_id = p.profile_id
      WHERE p.profile_id = ${profileId}::uuid`;
    return row;
  }

  /** The newest first. */
  async identifiers(sql: Sql, profileId: string): Promise<readonly ProfileIdentifierRow[]> {
    const rows = await sql.profileIdentifier.findMany({
      where: { profileId },
      orderBy: [{ createdAt: 'desc' }, { type: 'asc' }, { value: 'asc' }],
      take: MOST_LISTED,
    });
    return rows.map(({ type, value, connectionId, createdAt }) => ({
      ...{ type, value, connectionId, since: createdAt },
    }));
  }

  /** The oldest first. */
  async sources(
    sql: Sql,
    profileId: string,
  ): Promise<readonly { readonly connectionId: string; readonly since: Date }[]> {
    const rows = await sql.profileConnection.findMany({
      where: { profileId },
      orderBy: [{ createdAt: 'asc' }, { connectionId: 'asc' }],
    });
    return rows.map(({ connectionId, createdAt }) => ({ connectionId, since: createdAt }));
  }

  /** The latest first. */
  async merged(
    sql: Sql,
    profileId: string,
  ): Promise<readonly { readonly profileId: string; readonly mergedAt: Date }[]> {
    const rows = await sql.profileMerge.findMany({
      where: { profileId },
      orderBy: [{ mergedAt: 'desc' }, { mergedProfileId: 'asc' }],
      take: MOST_LISTED,
    });
    return rows.map(({ mergedProfileId, mergedAt }) => ({ profileId: mergedProfileId, mergedAt }));
  }

  /** Of segments that are active. */
  async memberships(
    sql: Sql,
    profileId: string,
    hidden: readonly number[],
  ): Promise<readonly CurrentMembership[]> {
    return sql.$queryRaw<CurrentMembership[]>`
      SELECT s.key, s.name, m.joined_at AS "joinedAt"
      FROM membership m JOIN segment s ON s.id = m.segment_id
      WHERE m.profile_id = ${profileId}::uuid AND s.is_active AND NOT s.id = ANY(${[...hidden]}::int[])
      ORDER BY m.joined_at DESC, s.key`;
  }
}
