import { emailOf, hasEmail, userIdOf, type People } from './people.js';
import { DAY_MS, END_MS } from './shop.js';

export const PLANS = ['free', 'free', 'free', 'trial', 'paid', 'enterprise'] as const;
const COUNTRIES = ['DE', 'DE', 'DE', 'FR', 'FR', 'GB', 'US', 'US', 'PL', 'AT', 'CH', 'NL'] as const;

/** Rows of the tables about people, as COPY reads them. */
export type PeopleTable =
  | 'profile'
  | 'trait_state'
  | 'trait_history'
  | 'identifier'
  | 'profile_identifier'
  | 'profile_connection';

export const PEOPLE_TABLES: readonly PeopleTable[] = [
  'profile',
  'trait_state',
  'trait_history',
  'identifier',
  'profile_identifier',
  'profile_connection',
];

const ROWS_IN_A_CHUNK = 2_000;

export function* peopleRows(table: PeopleTable, people: People): Generator<string> {
  let chunk = '';
  for (let index = 0; index < people.count; index++) {
    chunk += ROWS[table](index, people);
    if (index % ROWS_IN_A_CHUNK < ROWS_IN_A_CHUNK - 1) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** The number of its second message, whose observations are newer; the first one's is one less. */
const seqOf = (index: number): number => 2 * index + 2;

const ROWS: Readonly<Record<PeopleTable, (index: number, people: People) => string>> = {
  profile: (index, people) => {
    const phone = phoneOf(index) ?? '\\N';
    const email = hasEmail(index) ? emailOf(index) : '\\N';
    return `${people.id(index)}\t${JSON.stringify(traitsOf(index, people))}\t${userIdOf(index)}\t${email}\t${phone}\t\\N\t${at(people.createdMs(index))}\n`;
  },
  trait_state: (index, people) => {
    const createdMs = people.createdMs(index);
    const later = laterTraitsOf(index);
    const state = Object.entries(traitsOf(index, people)).map(([key, value]) => {
      const isLater = later !== undefined && key in later;
      const said = isLater ? [laterMs(createdMs), seqOf(index)] : [createdMs, seqOf(index) - 1];
      return [key, { shop: [...said, value] }] as const;
    });
    const consent = JSON.stringify(consentOf(index, createdMs));
    return `${people.id(index)}\t${JSON.stringify(Object.fromEntries(state))}\t${consent}\n`;
  },
  trait_history: (index, people) => {
    const createdMs = people.createdMs(index);
    const row = (ms: number, seq: number, traits: object): string =>
      `${people.id(index)}\t${at(ms)}\t${seq}\tshop\tm-${seq}\t${JSON.stringify(traits)}\t${at(ms)}\n`;
    const first = row(createdMs, seqOf(index) - 1, traitsOf(index, people));
    const later = laterTraitsOf(index);
    return later ? first + row(laterMs(createdMs), seqOf(index), later) : first;
  },
  identifier: (index, people) =>
    identifiersOf(index)
      .map(([type, value]) => `${type}\t${value}\t${people.id(index)}\n`)
      .join(''),
  profile_identifier: (index, people) =>
    identifiersOf(index)
      .map(
        ([type, value]) =>
          `${people.id(index)}\t${type}\t${value}\tshop\t${at(people.createdMs(index))}\n`,
      )
      .join(''),
  profile_connection: (index, people) =>
    connectionsOf(index)
      .map((id) => `${people.id(index)}\t${id}\t${at(people.createdMs(index))}\n`)
      .join(''),
};

function traitsOf(index: number, people: People): Record<string, unknown> {
  const hash = hashOf(index);
  const createdMs = people.createdMs(index);
  const plan = PLANS[hash % PLANS.length]!;
  return {
    firstName: `First${index % 997}`,
    lastName: `Last${index % 1_009}`,
    ...(hasEmail(index) ? { email: emailOf(index) } : {}),
    ...(phoneOf(index) ? { phone: phoneOf(index) } : {}),
    ...(hash % 11 === 0 ? {} : { plan }),
    country: COUNTRIES[(hash >>> 4) % COUNTRIES.length],
    lifetimeValue: Math.round(2_000_000 / (10 + ((hash >>> 6) % 1_000))) / 10,
    createdAt: at(createdMs),
    ...(plan === 'trial'
      ? { trialEndsAt: at(createdMs + 30 * DAY_MS + ((hash >>> 3) % 200) * DAY_MS) }
      : {}),
    ...(hash % 10 < 7
      ? { birthday: at(Date.parse('1960-01-01') + (hash % 16_000) * DAY_MS).slice(0, 10) }
      : {}),
    ...(hash % 5 === 0 ? {} : { newsletter: (hash >>> 9) % 2 === 0 }),
    ...(hash % 6 === 0 ? { tags: hash % 12 === 0 ? ['vip', 'early'] : ['beta'] } : {}),
  };
}

/** What a second message of six people in ten says again. */
function laterTraitsOf(index: number): Record<string, unknown> | undefined {
  const hash = hashOf(index);
  if (hash % 10 >= 6) return undefined;
  return { lifetimeValue: Math.round(2_000_000 / (10 + ((hash >>> 6) % 1_000))) / 10 };
}

const laterMs = (createdMs: number): number => Math.min(createdMs + 20 * DAY_MS, END_MS);

function consentOf(index: number, createdMs: number): object {
  const hash = hashOf(index);
  if (hash % 2 === 0) return {};
  const said = [createdMs, seqOf(index) - 1, 'shop'];
  return {
    email: [(hash >>> 5) % 4 !== 0, ...said],
    ...(hash % 3 === 0 ? { sms: [(hash >>> 7) % 2 === 0, ...said] } : {}),
  };
}

function identifiersOf(index: number): readonly (readonly [type: string, value: string])[] {
  const phone = phoneOf(index);
  return [
    ['userId', userIdOf(index)],
    ...(hasEmail(index) ? [['email', emailOf(index)] as const] : []),
    ...(phone ? [['phone', phone] as const] : []),
  ];
}

const phoneOf = (index: number): string | undefined =>
  index % 4 === 0 ? `+49151${10_000_000 + index}` : undefined;

const connectionsOf = (index: number): readonly string[] => [
  'shop',
  ...(hashOf(index) % 5 < 2 ? ['crm'] : []),
  ...(index % 3 === 0 ? ['app'] : []),
];

/** Nothing about a person follows from when they came. */
function hashOf(index: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

const at = (ms: number): string => new Date(ms).toISOString();
