import type { BenchSegment, Instants } from './bench-segment.js';

const ORDER = 'Order Completed';

/** Profiles with any such event. */
const anyOf = (name: string, condition: string): string =>
  `SELECT DISTINCT profile_id FROM event WHERE name = '${name}' AND ${condition}`;

/** Profiles whose events of a name satisfy a condition on the group. */
const groupsOf = (name: string, condition: string, having: string): string =>
  `SELECT profile_id FROM event WHERE name = '${name}' AND ${condition} GROUP BY profile_id HAVING ${having}`;

const without = (events: string): string =>
  `SELECT p.profile_id FROM profile p LEFT JOIN (${events}) e USING (profile_id) WHERE e.profile_id IS NULL`;

const withEmail = (events: string): string =>
  `SELECT e.profile_id FROM (${events}) e JOIN profile p USING (profile_id) WHERE p.email IS NOT NULL`;

const buyers = (at: Instants, days: number): string => anyOf(ORDER, at.last(days));

/** Counts, sums, windows, calendar periods: what people did, and what they did not. */
export const EVENT_SEGMENTS: readonly BenchSegment[] = [
  {
    key: 'buyers-90d',
    rule: { event: ORDER, within: { last: '90d' } },
    sql: (at) => buyers(at, 90),
  },
  {
    key: 'frequent-buyers-180d',
    rule: { event: ORDER, within: { last: '180d' }, count: { gte: 3 } },
    sql: (at) => groupsOf(ORDER, at.last(180), 'count(*) >= 3'),
  },
  {
    key: 'lapsed-90d',
    rule: {
      all: [
        { event: ORDER, within: { last: '90d' }, count: { eq: 0 } },
        { identifier: 'email', op: 'exists' },
      ],
    },
    sql: (at) => `${without(buyers(at, 90))} AND p.email IS NOT NULL`,
  },
  {
    key: 'spent-500-30d',
    rule: { event: ORDER, within: { last: '30d' }, sum: { property: 'total', gte: 500 } },
    sql: (at) => groupsOf(ORDER, at.last(30), 'sum(numbers[1]) >= 500'),
  },
  {
    key: 'spent-1000-180d',
    rule: { event: ORDER, within: { last: '180d' }, sum: { property: 'total', gte: 1000 } },
    sql: (at) => groupsOf(ORDER, at.last(180), 'sum(numbers[1]) >= 1000'),
  },
  {
    key: 'large-baskets-180d',
    rule: { event: ORDER, within: { last: '180d' }, avg: { property: 'total', gte: 250 } },
    sql: (at) => groupsOf(ORDER, at.last(180), 'avg(numbers[1]) >= 250'),
  },
  {
    key: 'one-large-order',
    rule: {
      all: [
        { event: ORDER, max: { property: 'total', gt: 390 } },
        { consent: 'email', is: 'granted' },
      ],
    },
    sql: (at) => `SELECT e.profile_id FROM
        (${groupsOf(ORDER, `occurred_at <= ${at.now}`, 'max(numbers[1]) > 390')}) e
      JOIN trait_state s USING (profile_id) WHERE s.consent->'email'->0 = 'true'`,
  },
  {
    key: 'browses-widely-30d',
    rule: {
      event: 'Product Viewed',
      within: { last: '30d' },
      distinct: { property: 'category', gte: 3 },
    },
    sql: (at) =>
      groupsOf('Product Viewed', at.last(30), `count(DISTINCT properties->'category') >= 3`),
  },
  {
    key: 'orders-over-200-60d',
    rule: {
      all: [
        {
          event: ORDER,
          where: { property: 'total', op: 'gt', value: 200 },
          within: { last: '60d' },
        },
        { identifier: 'email', op: 'exists' },
      ],
    },
    sql: (at) => withEmail(anyOf(ORDER, `${at.last(60)} AND numbers[1] > 200`)),
  },
  {
    key: 'shoe-lovers-14d',
    rule: {
      event: 'Product Viewed',
      where: { property: 'category', op: 'eq', value: 'shoes' },
      within: { last: '14d' },
      count: { gte: 2 },
    },
    sql: (at) =>
      groupsOf(
        'Product Viewed',
        `${at.last(14)} AND properties->>'category' = 'shoes'`,
        'count(*) >= 2',
      ),
  },
  {
    key: 'bulk-orders-90d',
    rule: {
      event: ORDER,
      where: {
        all: [
          { property: 'quantity', op: 'gte', value: 4 },
          { property: 'currency', op: 'eq', value: 'EUR' },
        ],
      },
      within: { last: '90d' },
    },
    sql: (at) =>
      anyOf(ORDER, `${at.last(90)} AND numbers[2] >= 4 AND properties->>'currency' = 'EUR'`),
  },
  {
    key: 'active-week',
    rule: {
      all: [
        { event: 'Session Started', within: { last: '7d' }, count: { gte: 2 } },
        { consent: 'email', is: 'granted' },
      ],
    },
    sql: (at) => `SELECT e.profile_id FROM
        (${groupsOf('Session Started', at.last(7), 'count(*) >= 2')}) e
      JOIN trait_state s USING (profile_id) WHERE s.consent->'email'->0 = 'true'`,
  },
  {
    key: 'heavy-readers-30d',
    rule: { event: 'Page Viewed', within: { last: '30d' }, count: { gt: 5 } },
    sql: (at) => groupsOf('Page Viewed', at.last(30), 'count(*) > 5'),
  },
  {
    key: 'asleep-30d',
    rule: {
      all: [
        { event: 'Session Started', within: { last: '30d' }, count: { eq: 0 } },
        { event: ORDER, within: { last: '90d' } },
      ],
    },
    sql: (at) => `${buyers(at, 90)} EXCEPT ${anyOf('Session Started', at.last(30))}`,
  },
  {
    key: 'reads-little-60d',
    rule: {
      all: [
        { event: 'Email Opened', within: { last: '60d' }, count: { lt: 2 } },
        { identifier: 'email', op: 'exists' },
      ],
    },
    sql: (at) =>
      `${without(groupsOf('Email Opened', at.last(60), 'count(*) >= 2'))} AND p.email IS NOT NULL`,
  },
  {
    key: 'ordered-this-month',
    rule: { event: ORDER, within: { period: 'thisMonth' } },
    sql: (at) => anyOf(ORDER, `occurred_at >= ${at.start('month')} AND occurred_at <= ${at.now}`),
  },
  {
    key: 'checkouts-last-month',
    rule: { event: 'Checkout Started', within: { period: 'lastMonth' }, count: { gte: 2 } },
    sql: (at) =>
      groupsOf(
        'Checkout Started',
        `occurred_at >= ${at.start('month', 1)} AND occurred_at < ${at.start('month')}`,
        'count(*) >= 2',
      ),
  },
  {
    key: 'spent-300-last-quarter',
    rule: { event: ORDER, within: { period: 'lastQuarter' }, sum: { property: 'total', gte: 300 } },
    sql: (at) =>
      groupsOf(
        ORDER,
        `occurred_at >= ${at.start('quarter', 1)} AND occurred_at < ${at.start('quarter')}`,
        'sum(numbers[1]) >= 300',
      ),
  },
  {
    key: 'at-risk',
    rule: {
      all: [
        { event: ORDER, within: { between: ['90d', '45d'] } },
        { not: { event: ORDER, within: { last: '45d' } } },
      ],
    },
    sql: (at) => groupsOf(ORDER, at.last(90), `max(occurred_at) <= ${at.ago(45)}`),
  },
  {
    key: 'wants-something-14d',
    rule: {
      all: [
        { event: ['Product Added', 'Wishlist Added'], within: { last: '14d' }, count: { gte: 2 } },
        { not: { event: ORDER, within: { last: '14d' } } },
      ],
    },
    sql: (at) => `SELECT profile_id FROM event
      WHERE name IN ('Product Added', 'Wishlist Added') AND ${at.last(14)} GROUP BY profile_id HAVING count(*) >= 2
      EXCEPT ${buyers(at, 14)}`,
  },
  {
    key: 'anything-5-times-7d',
    rule: { event: '*', within: { last: '7d' }, count: { gte: 5 } },
    sql: (at) => `SELECT profile_id FROM event
      WHERE name IN (SELECT name FROM event_property WHERE path = '') AND ${at.last(7)}
      GROUP BY profile_id HAVING count(*) >= 5`,
  },
  {
    key: 'spring-coupon',
    rule: { event: 'Coupon Applied', within: { from: '2026-03-01', to: '2026-04-01' } },
    sql: () =>
      anyOf(
        'Coupon Applied',
        `occurred_at >= timestamp '2026-03-01' AT TIME ZONE 'Europe/Berlin' AND occurred_at < timestamp '2026-04-01' AT TIME ZONE 'Europe/Berlin'`,
      ),
  },
  {
    key: 'searches-some-30d',
    rule: { event: 'Search Performed', within: { last: '30d' }, count: { between: [1, 2] } },
    sql: (at) => groupsOf('Search Performed', at.last(30), 'count(*) <= 2'),
  },
  {
    key: 'refunded-3-months',
    rule: { event: 'Order Refunded', within: { last: '3M' } },
    sql: (at) =>
      anyOf('Order Refunded', `occurred_at > ${at.monthsAgo(3)} AND occurred_at <= ${at.now}`),
  },
];
