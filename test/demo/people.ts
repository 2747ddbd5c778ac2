import { Draw, FIRST_NAMES, latin, seededRandom } from '../../apps/hub/src/demo/draw.js';

export interface Order {
  readonly id: string;
  readonly at: Date;
  readonly total: number;
}

export interface CrmFacts {
  readonly plan: 'free' | 'trial' | 'basic' | 'premium';
  readonly trialStartedAt?: Date;
  readonly storeCity: string;
  /** In EUR, from before the orders that the shop's log has. */
  readonly lifetimeValue: number;
  readonly newsletterOptIn: boolean;
}

/** One person, with what each source will know of them. */
export interface Person {
  readonly firstName: string;
  readonly email: string;
  /** The address of the shop account, where it is another one than the CRM's first. */
  readonly shopEmail: string;
  /** Of the shop account; a visitor who never signed in has none. */
  readonly shopId?: string;
  /** Of the browser. */
  readonly deviceId: string;
  /** Not there: unknown to the CRM. */
  readonly crm?: CrmFacts;
  readonly sessionsAt: readonly Date[];
  readonly cartAt?: Date;
  readonly orders: readonly Order[];
  readonly isInAnalytics: boolean;
  readonly isStoreVisitor: boolean;
}

type Kind = 'trial' | 'shopper' | 'loyal' | 'lapsed' | 'cart' | 'visitor';

/** Kind → share of all people, in percent. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['trial', 16],
  ['shopper', 18],
  ['loyal', 34],
  ['lapsed', 12],
  ['cart', 8],
  ['visitor', 12],
];
const CITIES = ['Berlin', 'Berlin', 'Hamburg', 'Köln', 'München', 'Leipzig'];

/** Made-up people, the same for the same seed, whose past is relative to `now`. */
export function makePeople(count: number, seed: number, now: Date): readonly Person[] {
  const draw = new Draw(seededRandom(seed), now);
  return Array.from({ length: count }, (_, n) => makePerson(n, draw));
}

function makePerson(n: number, draw: Draw): Person {
  const kind = draw.weighted(SHARES);
  const firstName = draw.one(FIRST_NAMES);
  const email = `${latin(firstName)}.${n}@example.com`;
  const isVisitor = kind === 'visitor';
  const hasOtherAddress = !isVisitor && draw.chance(0.06);
  return {
    firstName,
    email,
    shopEmail: hasOtherAddress ? `${latin(firstName)}.${n}@home.example` : email,
    ...(isVisitor ? {} : { shopId: `shop-${String(n).padStart(4, '0')}` }),
    deviceId: `${100_000 + n}.${1_700_000_000 + n}`,
    ...(isVisitor || (!hasOtherAddress && draw.chance(0.15)) ? {} : { crm: crmFacts(kind, draw) }),
    ...activity(n, kind, draw),
    isInAnalytics: draw.chance(0.6),
    isStoreVisitor: draw.chance(kind === 'loyal' ? 0.5 : 0.1),
  };
}

function crmFacts(kind: Kind, draw: Draw): CrmFacts {
  const rest = {
    storeCity: draw.one(CITIES),
    lifetimeValue: kind === 'loyal' ? draw.whole(0, 2_400) : draw.whole(0, 300),
    newsletterOptIn: draw.chance(0.7),
  };
  // A third of the trials began too long ago to be new.
  if (kind === 'trial') return { plan: 'trial', trialStartedAt: draw.daysAgo(1, 20), ...rest };
  const pays = kind === 'loyal' || kind === 'lapsed';
  return { plan: pays ? draw.one(['basic', 'premium'] as const) : 'free', ...rest };
}

function activity(n: number, kind: Kind, draw: Draw) {
  const sessions = (least: number, most: number, from: number, to: number) =>
    Array.from({ length: draw.whole(least, most) }, () => draw.daysAgo(from, to));
  switch (kind) {
    case 'trial':
      return { sessionsAt: sessions(1, 4, 0, 14), orders: [] };
    case 'shopper':
      return { sessionsAt: sessions(4, 10, 0, 28), orders: [] };
    case 'loyal':
      return { sessionsAt: sessions(2, 8, 0, 28), orders: orders(n, draw.whole(1, 4), draw) };
    case 'lapsed':
      return { sessionsAt: sessions(3, 6, 24, 85), orders: [] };
    case 'cart':
      return { sessionsAt: sessions(1, 3, 0, 10), cartAt: draw.daysAgo(1.5, 6), orders: [] };
    case 'visitor':
      return { sessionsAt: sessions(1, 8, 0, 28), orders: [] };
  }
}

const orders = (n: number, count: number, draw: Draw): readonly Order[] =>
  Array.from({ length: count }, (_, k) => ({
    id: `order-${n}-${k}`,
    at: draw.daysAgo(1, 200),
    total: draw.whole(20, 260),
  }));
