import type { EventRecord, JsonObject, ProfileRecord, SourceRecord } from '@segue/sdk';
import type { Account, DemoPerson, Visit } from './demo-people.js';
import { SHOP, toProperties } from './demo-shop.js';

type Happening = Pick<EventRecord, 'event' | 'properties' | 'context'>;

/** Between what somebody does within a visit. */
const STEP_MS = 40_000;

/**
 * All that is known of a person, as records in the words of the Segment spec. Until somebody signs in on a browser, it is the
 * browser that does things.
 */
export function recordsOf({ n, account, visits }: DemoPerson): readonly SourceRecord[] {
  let count = 0;
  const messageId = () => `demo-${n}-${count++}`;
  const known = new Set<string>();
  const records = visits.flatMap((visit): SourceRecord[] => {
    const { anonymousId } = visit;
    const events = happeningsOf(visit).map((happening, index): EventRecord => ({
      ...{ kind: 'event', identifiers: { anonymousId }, ...happening, messageId: messageId() },
      occurredAt: new Date(visit.at.getTime() + index * STEP_MS),
    }));
    if (!account || known.has(anonymousId)) return events;
    known.add(anonymousId);
    return [...events, { ...signIn(account, visit), messageId: messageId() }];
  });
  const others = account ? accountEvents(account) : [];
  return [...records, ...others.map((event) => ({ ...event, messageId: messageId() }))];
}

function happeningsOf({ context, viewed, added, order }: Visit): readonly Happening[] {
  const products = added.map((product) => ({ ...toProperties(product), quantity: 1 }));
  const total = added.reduce((sum, { price }) => sum + price, 0);
  const cart = { total, currency: 'EUR', products };
  const home = { path: '/', url: `${SHOP}/`, title: 'Shop' };
  return [
    happening('Page Viewed', home, context),
    ...viewed.map((product) => happening('Product Viewed', toProperties(product), context)),
    ...products.map((product) => happening('Product Added', product, context)),
    ...(added.length > 0 ? [happening('Checkout Started', cart, context)] : []),
    ...(order ? [happening('Order Completed', toOrder(order, cart), context)] : []),
  ];
}

const toOrder = ({ id, ...rest }: NonNullable<Visit['order']>, cart: JsonObject): JsonObject => ({
  ...{ order_id: id, ...cart, revenue: cart['total']!, ...rest },
});

const happening = (event: string, properties: JsonObject, context: JsonObject): Happening => ({
  ...{ event, properties, context },
});

const signIn = (
  { userId, email, traits, takesNewsletter }: Account,
  { at, anonymousId }: Visit,
): ProfileRecord => ({
  kind: 'profile',
  identifiers: { userId, email, anonymousId },
  traits,
  consent: { email: takesNewsletter },
  observedAt: at,
});

function accountEvents({ userId, trialStartedAt, mails }: Account): readonly EventRecord[] {
  const event = (name: string, occurredAt: Date, properties: JsonObject = {}): EventRecord => ({
    ...{ kind: 'event', identifiers: { userId }, event: name, properties, occurredAt },
  });
  const about = { email_subject: 'News of the shop' };
  return [
    ...(trialStartedAt ? [event('Trial Started', trialStartedAt)] : []),
    ...mails.flatMap(({ at, isOpened }) => [
      event('Email Delivered', at, about),
      ...(isOpened ? [event('Email Opened', new Date(at.getTime() + STEP_MS), about)] : []),
    ]),
  ];
}
