import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import { Prisma, type Database } from '../database/database.js';
import type { SyncTarget } from './delivery.js';
import { differsFrom, wantedOf } from './wanted-member.js';

const HELD = {
  nothing: null,
  'the same': { email: 'a@example.com', userId: 'u', fields: { PLAN: 'paid', CITY: 'Bonn' } },
  'another value': { email: 'a@example.com', userId: 'u', fields: { PLAN: 'free', CITY: 'Bonn' } },
  'a number as text': { email: 'a@example.com', userId: '1', fields: { PLAN: '1', CITY: null } },
  'another address': {
    email: 'b@example.com',
    userId: 'u',
    fields: { PLAN: 'paid', CITY: 'Bonn' },
  },
  'no address': { userId: 'u', fields: { PLAN: 'paid', CITY: 'Bonn' } },
  'an address too many': {
    ...{ email: 'a@example.com', phone: '+49301234567', userId: 'u' },
    fields: { PLAN: 'paid', CITY: 'Bonn' },
  },
  'a field too many': {
    ...{ email: 'a@example.com', userId: 'u' },
    fields: { PLAN: 'paid', CITY: 'Bonn', AGE: 40 },
  },
  'a field too few': { email: 'a@example.com', userId: 'u', fields: { PLAN: 'paid' } },
  'null for a field': { email: 'a@example.com', userId: 'u', fields: { PLAN: 'paid', CITY: null } },
  'no fields': { email: 'a@example.com', userId: 'u', fields: {} },
  'a list': { email: 'a@example.com', userId: 'u', fields: { PLAN: ['paid'], CITY: 'Bonn' } },
};

const PROFILES = [
  { email: 'a@example.com', userId: 'u', traits: { plan: 'paid', address: { city: 'Bonn' } } },
  { email: 'a@example.com', userId: 'u', traits: { plan: 'paid' } },
  { email: 'a@example.com', userId: '1', traits: { plan: 1 } },
  { email: 'a@example.com', userId: 'u', traits: { plan: ['paid'], address: { city: 'Bonn' } } },
  { email: null, userId: 'u', traits: { plan: 'paid', address: { city: 'Bonn' } } },
  { email: null, userId: null, traits: {} },
];

const FIELDS = [
  { name: 'PLAN', path: ['plan'] },
  { name: 'CITY', path: ['address', 'city'] },
];
const TARGETS: readonly Pick<SyncTarget, 'identifiers' | 'fields'>[] = [
  { identifiers: ['email', 'userId'], fields: FIELDS },
  { identifiers: ['email'], fields: FIELDS },
  { identifiers: ['email', 'phone', 'userId', 'anonymousId'], fields: FIELDS.slice(0, 1) },
  { identifiers: ['userId'], fields: [] },
];

describe('whether a member is to be changed', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  it.each(Object.entries(HELD))(
    'is as the whole JSON says, where the audience holds %s',
    async (_, held) => {
      for (const part of TARGETS) {
        const target: SyncTarget = { syncId: 's', segmentId: 1, traits: [], ...part };
        const rows = await database.prisma.$queryRaw<{ fast: boolean; whole: boolean }[]>`
        SELECT ${differsFrom(Prisma.sql`d.confirmed`, target)} AS fast,
               d.confirmed IS DISTINCT FROM ${wantedOf(target)} AS whole
        FROM json_to_recordset(${JSON.stringify(PROFILES)}::json)
               AS r(email text, "userId" text, traits jsonb)
        CROSS JOIN LATERAL (SELECT r.email, r."userId" AS user_id, NULL::text AS phone,
                                   NULL::text AS anonymous_id, r.traits) p
        CROSS JOIN (SELECT ${held === null ? null : JSON.stringify(held)}::jsonb AS confirmed) d`;
        expect(rows.map(({ fast }) => fast)).toEqual(rows.map(({ whole }) => whole));
        expect(rows).toHaveLength(PROFILES.length);
      }
    },
  );

  it('is said of some, and not of others', async () => {
    const target: SyncTarget = { syncId: 's', segmentId: 1, traits: [], ...TARGETS[0]! };
    const [row] = await database.prisma.$queryRaw<[{ same: boolean; other: boolean }]>`
      SELECT ${differsFrom(Prisma.sql`(${JSON.stringify(HELD['the same'])}::jsonb)`, target)} AS same,
             ${differsFrom(Prisma.sql`(${JSON.stringify(HELD['another value'])}::jsonb)`, target)} AS other
      FROM (SELECT 'a@example.com' AS email, 'u' AS user_id, NULL::text AS phone, NULL::text AS anonymous_id,
                   ${JSON.stringify(PROFILES[0]!.traits)}::jsonb AS traits) p`;

    expect(row).toEqual({ same: false, other: true });
  });
});
