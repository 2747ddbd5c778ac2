import {
  learnProperties,
  numbersOf,
  type EventProperties,
} from '../../../apps/hub/src/intake/property-slots.js';

/** The instant that the data end at, and the first evaluation is about: on a Monday, in the middle of a month. */
export const END_MS = Date.parse('2026-06-15T12:00:00Z');
export const DAY_MS = 86_400_000;
export const DAYS = 180;
export const START_MS = END_MS - DAYS * DAY_MS;
export const TIMEZONE = 'Europe/Berlin';

export interface ShopSize {
  readonly profiles: number;
  readonly events: number;
}

export const CATEGORIES = [
  'shoes',
  'shirts',
  'trousers',
  'coats',
  'bags',
  'hats',
  'socks',
  'belts',
];

/** Properties of an event as JSON, and `event.numbers` as COPY reads it, both drawn from one number below 2³². */
type MakeProperties = (n: number) => readonly [json: string, numbers: string];

const NO_NUMBERS = '\\N';

const totalOf = (n: number): number => (500 + ((n * n) % 39_500)) / 100;

const ORDER: MakeProperties = (n) => {
  const [total, quantity] = [totalOf(n % 39_989), 1 + (n % 6)];
  return [
    `{"orderId":"o-${n % 9_999_991}","total":${total},"currency":"${n % 5 === 0 ? 'USD' : 'EUR'}","sku":"sku-${n % 4_999}","quantity":${quantity},"category":"${CATEGORIES[(n >>> 8) % 8]}"}`,
    `{${total},${quantity}}`,
  ];
};

const PRODUCT: MakeProperties = (n) => {
  const [total, quantity] = [totalOf(n % 19_993), 1 + (n % 3)];
  return [
    `{"sku":"sku-${n % 4_999}","category":"${CATEGORIES[(n >>> 8) % 8]}","total":${total},"currency":"EUR","quantity":${quantity}}`,
    `{${total},${quantity}}`,
  ];
};

const PAGE: MakeProperties = (n) => [
  `{"path":"/p/${n % 2_003}","title":"Page ${n % 2_003}"}`,
  NO_NUMBERS,
];

const CAMPAIGN: MakeProperties = (n) => [
  `{"campaign":"c-${n % 53}","channel":"email"}`,
  NO_NUMBERS,
];

const RESULTS: MakeProperties = (n) => [
  `{"query":"q ${n % 997}","results":${n % 211}}`,
  `{${n % 211}}`,
];

const PLAIN: MakeProperties = (n) => [
  `{"device":"${n % 3 === 0 ? 'desktop' : 'mobile'}"}`,
  NO_NUMBERS,
];

/** From the most frequent to the rarest: the n-th occurs 1/n times as often as the first. */
const EVENTS: readonly (readonly [name: string, properties: MakeProperties])[] = [
  ['Page Viewed', PAGE],
  ['Product Viewed', PRODUCT],
  ['Session Started', PLAIN],
  ['Product List Viewed', RESULTS],
  ['Email Opened', CAMPAIGN],
  ['Product Added', PRODUCT],
  ['Search Performed', RESULTS],
  ['Product Clicked', PRODUCT],
  ['Order Completed', ORDER],
  ['Cart Viewed', ORDER],
  ['Checkout Started', ORDER],
  ['Email Clicked', CAMPAIGN],
  ['Wishlist Added', PRODUCT],
  ['Product Removed', PRODUCT],
  ['Screen Viewed', PAGE],
  ['Video Played', PLAIN],
  ['Coupon Applied', ORDER],
  ['Push Received', CAMPAIGN],
  ['Push Opened', CAMPAIGN],
  ['Order Refunded', ORDER],
  ['Payment Info Entered', ORDER],
  ['Order Updated', ORDER],
  ['Promotion Viewed', CAMPAIGN],
  ['Promotion Clicked', CAMPAIGN],
  ['Product Shared', PRODUCT],
  ['Cart Shared', PLAIN],
  ['Product Reviewed', PRODUCT],
  ['Login Succeeded', PLAIN],
  ['Login Failed', PLAIN],
  ['Account Updated', PLAIN],
  ['Newsletter Joined', CAMPAIGN],
  ['Store Located', PAGE],
  ['Chat Started', PLAIN],
  ['Chat Ended', PLAIN],
  ['Support Requested', PLAIN],
  ['Survey Answered', RESULTS],
  ['Referral Sent', CAMPAIGN],
  ['Gift Card Redeemed', ORDER],
  ['Subscription Paused', PLAIN],
  ['App Installed', PLAIN],
];

/** A kind of event, with the places that intake would give its numbers. */
export interface EventKind {
  readonly name: string;
  readonly properties: MakeProperties;
  readonly known: EventProperties;
}

export const KINDS: readonly EventKind[] = EVENTS.map(([name, properties]) => ({
  name,
  properties,
  known: learn(properties),
}));

/** @throws Error when the numbers are not what intake would make of the properties */
function learn(properties: MakeProperties): EventProperties {
  const known = new Map([
    ['', { slot: null, isClosed: true }],
    ...learnProperties(new Map(), parse(properties(1)[0])),
  ]);
  for (let n = 1; n < 4_000_000_000; n += 99_999_989) {
    const [json, numbers] = properties(n);
    const placed = numbersOf(known, parse(json));
    const expected = placed
      ? `{${placed.map((number) => number ?? 'NULL').join(',')}}`
      : NO_NUMBERS;
    if (numbers !== expected) throw new Error(`numbers of ${json}: ${numbers}, not ${expected}`);
  }
  return known;
}

/** 2¹⁶ draws of a kind: the n-th kind as often as it occurs. */
export const KIND_DRAWS: readonly EventKind[] = drawTable();

function drawTable(): readonly EventKind[] {
  const sum = KINDS.reduce((all, _, index) => all + 1 / (index + 1), 0);
  return KINDS.flatMap((kind, index) =>
    Array<EventKind>(Math.round(65_536 / (index + 1) / sum)).fill(kind),
  );
}

function parse(json: string): Record<string, string | number> {
  return JSON.parse(json) as Record<string, string | number>;
}
