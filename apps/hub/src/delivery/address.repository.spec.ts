import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import type { Database } from '../database/database.js';
import { AddressRepository } from './address.repository.js';
import type { SyncTarget } from './delivery.js';

const id = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const TARGET: SyncTarget = {
  syncId: 'vip-to-list',
  segmentId: 1,
  fields: [],
  identifiers: ['email'],
  traits: [],
};

describe('AddressRepository', () => {
  let database: Database;
  const addresses = new AddressRepository();
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.prisma.$executeRaw`TRUNCATE profile, identifier, membership, delivery`;
  });

  /** A living profile with this address, in the segment. */
  async function member(n: number, email: string): Promise<void> {
    const sql = database.prisma;
    await sql.profile.create({ data: { profileId: id(n), email, createdAt: new Date() } });
    await sql.identifier.create({ data: { type: 'email', value: email, profileId: id(n) } });
    await sql.membership.create({
      data: { profileId: id(n), segmentId: TARGET.segmentId, joinedAt: new Date() },
    });
  }

  async function confirmed(n: number, email: string): Promise<void> {
    await database.prisma.delivery.create({
      data: {
        profileId: id(n),
        syncId: TARGET.syncId,
        confirmed: { email, fields: {} },
        confirmedAt: new Date(),
        address: email,
        externalId: `x-${email}`,
        runId: id(99),
      },
    });
  }

  async function held(): Promise<Record<string, string | null>> {
    const rows = await database.prisma.delivery.findMany({ orderBy: { profileId: 'asc' } });
    return Object.fromEntries(
      rows.map(({ profileId, address, externalId }) => {
        expect(externalId).toBe(`x-${address}`);
        return [Number(profileId.slice(-12)), address];
      }),
    );
  }

  it('gives what is confirmed to the member who has the address now', async () => {
    await confirmed(1, 'a@example.test');
    await member(2, 'a@example.test');

    await addresses.handOver(database.prisma, TARGET);

    expect(await held()).toEqual({ 2: 'a@example.test' });
  });

  it('lets two exchange their addresses, so that the right one leaves', async () => {
    await confirmed(1, 'a@example.test');
    await confirmed(2, 'b@example.test');
    await member(2, 'a@example.test');

    await addresses.handOver(database.prisma, TARGET);

    expect(await held()).toEqual({ 1: 'b@example.test', 2: 'a@example.test' });
  });

  it('leaves alone who stays a member, who is no member, and other audiences', async () => {
    await member(1, 'a@example.test');
    await confirmed(1, 'a@example.test');
    await confirmed(3, 'c@example.test');
    await member(4, 'd@example.test');

    await addresses.handOver(database.prisma, TARGET);
    await addresses.handOver(database.prisma, { ...TARGET, syncId: 'other' });

    expect(await held()).toEqual({ 1: 'a@example.test', 3: 'c@example.test' });
  });

  it('finds the addresses that another profile still holds in the same audience', async () => {
    await confirmed(1, 'a@example.test');
    await confirmed(2, 'a@example.test');
    await confirmed(3, 'c@example.test');

    const shared = await addresses.shared(database.prisma, TARGET.syncId, [
      { profileId: id(1), address: 'a@example.test' },
      { profileId: id(3), address: 'c@example.test' },
    ]);

    expect(shared).toEqual(new Set(['a@example.test']));
  });
});
