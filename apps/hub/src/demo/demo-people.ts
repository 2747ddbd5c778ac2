import type { JsonObject } from '@segue/sdk';
import { Draw, FIRST_NAMES, latin, seededRandom } from './draw.js';
import { drawContext, PRODUCTS, type Product } from './demo-shop.js';

/** How far back the past of people goes. */
export const PAST_DAYS = 90;

/** One stay in the shop. */
export interface Visit {
  readonly at: Date;
  /** Of the browser. */
  readonly anonymousId: string;
  readonly context: JsonObject;
  readonly viewed: readonly Product[];
  readonly added: readonly Product[];
  /** Of what was added; undefined where it was left in the cart. */
  readonly order?: { readonly id: string; readonly coupon?: string };
}

/** Somebody who has an account. */
export interface Account {
  readonly userId: string;
  readonly email: string;
  readonly traits: JsonObject;
  readonly takesNewsletter: boolean;
  readonly trialStartedAt?: Date;
  readonly mails: readonly { readonly at: Date; readonly isOpened: boolean }[];
}

/** Nobody: see the e-mail address. */
export interface DemoPerson {
  readonly n: number;
  /** Not there of a visitor who never signed in. */
  readonly account?: Account;
  /** The first one first. */
  readonly visits: readonly Visit[];
}

type Kind = 'shopper' | 'cart' | 'buyer' | 'loyal' | 'lapsed' | 'trial' | 'visitor';

/** Kind → share of all people, in percent. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['shopper', 24],
  ['cart', 10],
  ['buyer', 14],
  ['loyal', 20],
  ['lapsed', 10],
  ['trial', 12],
  ['visitor', 10],
];

/** Visits of a kind: at least, at most, and between how many days ago. */
const VISITS: Readonly<Record<Kind, readonly [number, number, number, number]>> = {
  shopper: [3, 9, 0.1, 28],
  cart: [0, 2, 6, 20],
  buyer: [1, 4, 0.1, 40],
  loyal: [5, 12, 0.1, PAST_DAYS],
  lapsed: [4, 8, 20, 58],
  trial: [1, 5, 0.1, 14],
  visitor: [1, 2, 0.1, 60],
};

const LAST_NAMES = ['Example', 'Sample', 'Madeup', 'Fiction', 'Pretend', 'Placeholder'];
const CITIES = ['Berlin', 'Berlin', 'Hamburg', 'Köln', 'Wien', 'Zürich'];
const SEED = 4_711;
const DAY_MS = 86_400_000;

/** The same person for the same number, with a past that is told from `now`. */
export function makePerson(n: number, now: Date): DemoPerson {
  const draw = new Draw(seededRandom(SEED + n), now);
  const kind = draw.weighted(SHARES);
  const visits = drawVisits(n, kind, draw);
  return kind === 'visitor' ? { n, visits } : { n, visits, account: drawAccount(n, kind, draw) };
}

function drawAccount(n: number, kind: Kind, draw: Draw): Account {
  const [firstName, lastName] = [draw.one(FIRST_NAMES), draw.one(LAST_NAMES)];
  const email = `${latin(firstName)}.${latin(lastName)}.${n}@example.com`;
  const trialStartedAt = kind === 'trial' ? draw.daysAgo(1, 20) : undefined;
  const takesNewsletter = draw.chance(0.7);
  const readiness = draw.one([0, 0.2, 0.8]);
  return {
    userId: `demo-${String(n).padStart(4, '0')}`,
    email,
    takesNewsletter,
    traits: {
      ...{ firstName, lastName, email, address: { city: draw.one(CITIES) } },
      plan: trialStartedAt ? 'trial' : kind === 'loyal' ? 'premium' : 'free',
      birthday: `${draw.whole(1960, 2005)}-${twoDigits(draw.whole(1, 12))}-${twoDigits(draw.whole(1, 28))}`,
      ...(trialStartedAt ? { trialEndsAt: later(trialStartedAt, 14).toISOString() } : {}),
    },
    ...(trialStartedAt ? { trialStartedAt } : {}),
    mails: !takesNewsletter
      ? []
      : [80, 66, 52, 38, 24, 10].map((days) => ({
          at: draw.daysAgo(days, days + 1),
          isOpened: draw.chance(readiness),
        })),
  };
}

function drawVisits(n: number, kind: Kind, draw: Draw): readonly Visit[] {
  const [least, most, from, to] = VISITS[kind];
  const times = Array.from({ length: draw.whole(least, most) }, () => draw.daysAgo(from, to));
  if (kind === 'cart') times.push(draw.daysAgo(0.1, 5));
  times.sort((a, b) => a.getTime() - b.getTime());
  const orders = ordersAt(kind, times.length, draw);
  // Two browsers are one person only once somebody has signed in on both.
  const hasPhone = kind !== 'visitor' && draw.chance(0.15);
  return times.map((at, index) => {
    const viewed = Array.from({ length: draw.whole(1, 4) }, () => draw.one(PRODUCTS));
    const isOrder = orders.has(index);
    const isLeft = kind === 'cart' && index === times.length - 1;
    return {
      at,
      anonymousId: `demo-browser-${n}-${hasPhone && index % 2 === 1 ? 2 : 1}`,
      context: drawContext(draw),
      viewed,
      added: isOrder || isLeft ? viewed.slice(0, 2) : [],
      ...(isOrder
        ? { order: { id: `demo-order-${n}-${index}`, ...(draw.chance(0.2) ? COUPON : {}) } }
        : {}),
    };
  });
}

const COUPON = { coupon: 'SPRING' };

/** Which of so many visits end with an order. */
function ordersAt(kind: Kind, visits: number, draw: Draw): ReadonlySet<number> {
  switch (kind) {
    case 'buyer':
      return new Set([visits - 1]);
    case 'lapsed':
      return new Set([0]);
    case 'loyal':
      return new Set(Array.from({ length: draw.whole(2, 5) }, () => draw.whole(0, visits - 1)));
    case 'shopper':
    case 'cart':
    case 'trial':
    case 'visitor':
      return new Set();
  }
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const later = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);
