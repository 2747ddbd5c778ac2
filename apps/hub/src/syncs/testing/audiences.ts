import { expect } from '@jest/globals';
import type { Database } from '../../database/database.js';
import { DeliveryWorld, syncOf } from './delivery-world.js';

export const PAID = { trait: 'plan', op: 'eq', value: 'paid' };
export const FREE = { trait: 'plan', op: 'eq', value: 'free' };
const ACTIVE = { event: 'Visit', within: { last: '3h' } };

/** Two audiences of one segment, and one of another, which also tells people without an address. */
export const SYNCS = {
  mail: syncOf('mail', 'paid', ['email'], { PLAN: 'plan', CITY: 'city' }),
  ids: syncOf('ids', 'paid', ['userId', 'email']),
  team: syncOf('team', 'active', ['email'], { CITY: 'city' }),
};
export const OTHER_FIELDS = syncOf('mail', 'paid', ['email'], { TOWN: 'city' });
async function open(database: Database): Promise<DeliveryWorld> {
  const world = await DeliveryWorld.start(database);
  await world.define('paid', PAID);
  await world.define('active', ACTIVE);
  for (const { syncId, segmentKey } of Object.values(SYNCS)) {
    await world.addSync(syncId, segmentKey);
  }
  return world;
}

/** The plan counts as if everybody was looked at. @returns the counts */
export const isAsEverybodySays = async (world: DeliveryWorld, settings = SYNCS.mail) => {
  const { among, ...counted } = await world.counts(settings);
  const { counts } = await world.lookAtEverybody(settings);
  expect(among).toBe('unsettled');
  expect(counted).toEqual(counts);
  return counts;
};

/** Everybody is in their audiences. */
export async function openSettled(database: Database): Promise<DeliveryWorld> {
  const world = await open(database);
  await world.send(
    ...[0, 1, 2, 3, 4].map((n) => ({
      ...{ type: 'identify', userId: `u${n}`, timestamp: world.now },
      traits: { plan: 'paid', city: 'Bonn', email: `p${n}@example.com` },
    })),
    { type: 'track', event: 'Visit', userId: 'u1', timestamp: world.now },
  );
  await world.evaluate();
  for (const settings of Object.values(SYNCS)) await world.run(settings, ['ok']);
  return world;
}
