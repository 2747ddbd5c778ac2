import type { VendorWorld } from '../support/vendor-world.js';
import type { Order, Person } from './people.js';
import type { Message } from '../support/send-messages.js';
import { track } from './sources.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What happens between the two runs; the CRM's part of it is done already. */
export interface Changes {
  readonly messages: readonly Message[];
  readonly orders: readonly (readonly [Person, Order])[];
  /** In words. */
  readonly told: readonly string[];
}

/** Makes some people change, in the CRM, on the web and in the shop; everybody at most once. */
export function changePeople(
  { hubspot }: VendorWorld,
  people: readonly Person[],
  contacts: ReadonlyMap<Person, string>,
  now: Date,
): Changes {
  const changed = new Set<Person>();
  const take = (count: number, is: (person: Person) => boolean): readonly Person[] => {
    const taken = people.filter((person) => !changed.has(person) && is(person)).slice(0, count);
    for (const person of taken) changed.add(person);
    return taken;
  };
  const contactOf = (person: Person): string => contacts.get(person)!;

  const starting = take(10, ({ crm }) => crm?.plan === 'free');
  for (const person of starting) {
    const trial = { plan: 'trial', trial_started_at: now.toISOString() };
    hubspot.update(contactOf(person), trial);
  }
  const paying = take(8, isNewTrial(now));
  for (const person of paying) hubspot.update(contactOf(person), { plan: 'basic' });

  const moving = take(4, isLocalVip);
  for (const person of moving) hubspot.update(contactOf(person), { store_city: 'Wien' });

  const renamed = take(5, (person) => person.crm !== undefined && isWindowShopper(person));
  for (const person of renamed) {
    hubspot.update(contactOf(person), { email: `new.${person.email}` });
  }
  const same = take(6, isNewTrial(now));
  for (let n = 0; n + 1 < same.length; n += 2) {
    hubspot.merge(contactOf(same[n]!), contactOf(same[n + 1]!));
  }

  const buying = take(12, isWindowShopper);
  const spending = take(10, ({ orders, shopId }) => shopId !== undefined && orders.length === 2);
  const returning = take(8, ({ sessionsAt }) => sessionsAt.every((at) => isBefore(at, now, 21)));
  const leaving = take(15, (person) => isWindowShopper(person) && person.cartAt === undefined);
  const aDayAgo = new Date(now.getTime() - 30 * HOUR_MS);
  return {
    messages: [
      ...returning.map((person) => track(person, 'Session Started', now, 'return')),
      ...leaving.map((person) => track(person, 'Product Added', aDayAgo, 'late-cart')),
    ],
    orders: [
      ...buying.map((person) => [person, toOrder(person, now, 90)] as const),
      ...spending.map((person) => [person, toOrder(person, now, 420)] as const),
    ],
    told: [
      `HubSpot: ${starting.length} people start a trial, ${paying.length} trials become customers, ${moving.length} move to Wien,`,
      `         ${renamed.length} have a new e-mail address, ${same.length / 2} pairs of contacts are merged`,
      `Shop:    ${buying.length + spending.length} orders; ${returning.length} people come back after weeks; ${leaving.length} carts of yesterday arrive late`,
    ],
  };
}

const isLocalVip = ({ crm, isStoreVisitor, isInAnalytics }: Person): boolean =>
  crm?.storeCity === 'Berlin' && crm.lifetimeValue >= 2_000 && isStoreVisitor && isInAnalytics;

const isBefore = (at: Date, now: Date, days: number): boolean =>
  at.getTime() < now.getTime() - days * DAY_MS;

const isWindowShopper = ({ sessionsAt, orders, shopId }: Person): boolean =>
  shopId !== undefined && sessionsAt.length > 6 && orders.length === 0;

const isNewTrial =
  (now: Date) =>
  ({ crm }: Person): boolean =>
    crm?.trialStartedAt !== undefined && !isBefore(crm.trialStartedAt, now, 13);

const toOrder = ({ deviceId }: Person, at: Date, total: number): Order => ({
  id: `order-${deviceId}-new`,
  at,
  total,
});
