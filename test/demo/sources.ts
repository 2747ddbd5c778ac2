import { appendFile } from 'node:fs/promises';
import type { Properties } from '../support/vendors/hubspot.contacts.js';
import type { Message } from '../support/send-messages.js';
import type { VendorWorld } from '../support/vendor-world.js';
import type { Order, Person } from './people.js';

export const LIST_ID = 'a1b2c3d4e5';
export const CHANNELS = ['C0000000TRIAL', 'C0000000CHURN', 'C0000000VALUE'];

const DAY_MS = 86_400_000;

/** @returns the contact of each person whom the CRM knows */
export function fillCrm(
  { hubspot }: VendorWorld,
  people: readonly Person[],
): ReadonlyMap<Person, string> {
  const contacts = new Map<Person, string>();
  for (const person of people) {
    if (!person.crm) continue;
    contacts.set(person, hubspot.create(toContact(person, person.crm), Date.now() - DAY_MS));
  }
  return contacts;
}

/** Written by hand: the CRM has capitals in some addresses where the shop has none. */
function toContact(
  { firstName, email, shopEmail }: Person,
  { plan, trialStartedAt, storeCity, lifetimeValue, newsletterOptIn }: NonNullable<Person['crm']>,
): Properties {
  return {
    email: plan === 'premium' ? email.replace(/^\w/, (letter) => letter.toUpperCase()) : email,
    hs_additional_emails: shopEmail === email ? null : shopEmail,
    firstname: firstName,
    plan,
    trial_started_at: trialStartedAt?.toISOString() ?? null,
    store_city: storeCity,
    lifetime_value: String(lifetimeValue),
    newsletter_opt_in: String(newsletterOptIn),
  };
}

export function fillAnalytics({ ga4 }: VendorWorld, people: readonly Person[]): void {
  const known = people.filter(({ isInAnalytics }) => isInAnalytics);
  const toMember = ({ shopId, deviceId }: Person) => ({
    deviceId,
    ...(shopId === undefined ? {} : { userId: shopId }),
  });
  ga4.audiences.add('Store visitors', known.filter((one) => one.isStoreVisitor).map(toMember));
  for (const { shopId, sessionsAt, orders } of known) {
    if (shopId === undefined) continue;
    ga4.report.setMetrics('customUser:shop_id', shopId, {
      sessions: sessionsAt.length,
      purchaseRevenue: orders.reduce((sum, { total }) => sum + total, 0),
    });
  }
}

/** A list that is in use: every sixth person is on it, and some of them have unsubscribed. */
export function fillNewsletter({ mailchimp }: VendorWorld, people: readonly Person[]): void {
  mailchimp.addList(LIST_ID);
  for (const [n, { email, shopId }] of people.entries()) {
    if (n % 6 !== 0 || shopId === undefined) continue;
    mailchimp.addMember(LIST_ID, email, n % 30 === 0 ? 'unsubscribed' : 'subscribed');
  }
}

/** What the shop's pages sent, in the order of time. */
export const webMessages = (people: readonly Person[]): readonly Message[] =>
  people
    .flatMap((person) => [
      ...signIn(person),
      ...person.sessionsAt.map((at, n) => track(person, 'Session Started', at, `s${n}`)),
      ...(person.cartAt ? [track(person, 'Product Added', person.cartAt, 'cart')] : []),
    ])
    .sort((a, b) => String(a['timestamp']).localeCompare(String(b['timestamp'])));

/** Who has an account was told to the shop once; from then on browser, account and address are one person. */
function signIn({ shopId, shopEmail, deviceId, sessionsAt }: Person): readonly Message[] {
  if (shopId === undefined) return [];
  const [first] = sessionsAt.map((at) => at.getTime()).sort((a, b) => a - b);
  return [
    {
      type: 'identify',
      userId: shopId,
      anonymousId: deviceId,
      traits: { email: shopEmail },
      messageId: `web-${deviceId}-sign-in`,
      timestamp: new Date(first ?? Date.now() - DAY_MS).toISOString(),
    },
  ];
}

/** Some visits are before the sign-in of the day: only the browser is known. */
export const track = (
  { shopId, deviceId }: Person,
  event: string,
  at: Date,
  key: string,
): Message => ({
  type: 'track',
  event,
  ...(shopId === undefined || at.getTime() % 3 === 0
    ? { anonymousId: deviceId }
    : { userId: shopId }),
  messageId: `web-${deviceId}-${key}`,
  timestamp: at.toISOString(),
});

/** Lines of the shop's log of orders: by account, or by the address that was given at the counter. */
export async function logOrders(
  file: string,
  orders: readonly (readonly [Person, Order])[],
): Promise<void> {
  const lines = orders.map(([{ shopId, shopEmail }, { id, at, total }]) =>
    JSON.stringify({
      type: 'track',
      event: 'Order Completed',
      ...(total % 3 === 0 ? { context: { traits: { email: shopEmail } } } : { userId: shopId }),
      messageId: id,
      timestamp: at.toISOString(),
      properties: { order_id: id, total, currency: 'EUR' },
    }),
  );
  await appendFile(file, lines.map((line) => `${line}\n`).join(''));
}
