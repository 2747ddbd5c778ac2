import type { BenchSegment } from './bench-segment.js';

const ORDER = 'Order Completed';

/** Sequences, first and last times, calendar weeks, and segments that are made of others. */
export const COMBINED_SEGMENTS: readonly BenchSegment[] = [
  {
    key: 'abandoned-cart',
    rule: {
      sequence: [{ event: 'Product Added' }, { event: ORDER, not: true, within: '24h' }],
      within: { last: '14d' },
    },
    sql: (at) => `SELECT DISTINCT a.profile_id FROM event a
      WHERE a.name = 'Product Added' AND a.occurred_at > ${at.ago(14)} AND a.occurred_at <= ${at.ago(1)}
        AND NOT EXISTS (SELECT 1 FROM event o WHERE o.profile_id = a.profile_id AND o.name = '${ORDER}'
          AND o.occurred_at > ${at.ago(14)} AND o.occurred_at <= ${at.now}
          AND o.occurred_at > a.occurred_at AND o.occurred_at <= a.occurred_at + interval '24 hours')`,
  },
  {
    key: 'left-at-checkout',
    rule: {
      sequence: [
        { event: 'Product Added' },
        { event: 'Checkout Started', within: '3d' },
        { event: ORDER, not: true, within: '24h' },
      ],
      within: { last: '30d' },
    },
    sql: (at) => `SELECT DISTINCT c.profile_id FROM event c
      JOIN event a ON a.profile_id = c.profile_id AND a.name = 'Product Added' AND ${at.last(30, 'a.occurred_at')}
        AND c.occurred_at > a.occurred_at AND c.occurred_at <= a.occurred_at + interval '3 days'
      WHERE c.name = 'Checkout Started' AND c.occurred_at > ${at.ago(30)} AND c.occurred_at <= ${at.ago(1)}
        AND NOT EXISTS (SELECT 1 FROM event o WHERE o.profile_id = c.profile_id AND o.name = '${ORDER}'
          AND o.occurred_at > ${at.ago(30)} AND o.occurred_at <= ${at.now}
          AND o.occurred_at > c.occurred_at AND o.occurred_at <= c.occurred_at + interval '24 hours')`,
  },
  {
    key: 'viewed-added-bought',
    rule: {
      sequence: [
        { event: 'Product Viewed' },
        { event: 'Product Added', within: '7d' },
        { event: ORDER, within: '7d' },
      ],
      within: { last: '60d' },
    },
    sql: (at) => `SELECT DISTINCT o.profile_id FROM event o
      JOIN event a ON a.profile_id = o.profile_id AND a.name = 'Product Added' AND ${at.last(60, 'a.occurred_at')}
        AND o.occurred_at > a.occurred_at AND o.occurred_at <= a.occurred_at + interval '7 days'
      JOIN event v ON v.profile_id = o.profile_id AND v.name = 'Product Viewed' AND ${at.last(60, 'v.occurred_at')}
        AND a.occurred_at > v.occurred_at AND a.occurred_at <= v.occurred_at + interval '7 days'
      WHERE o.name = '${ORDER}' AND ${at.last(60, 'o.occurred_at')}`,
  },
  {
    key: 'new-buyers-30d',
    rule: { event: ORDER, occurrence: 'first', within: { last: '30d' } },
    sql: (at) => `SELECT profile_id FROM event WHERE name = '${ORDER}' AND occurred_at <= ${at.now}
      GROUP BY profile_id HAVING min(occurred_at) > ${at.ago(30)}`,
  },
  {
    key: 'last-order-was-large',
    rule: {
      event: ORDER,
      occurrence: 'last',
      having: { property: 'total', op: 'gt', value: 300 },
    },
    // Of two orders at one instant the message id would decide: the data have none, so the index is enough.
    sql: (at) => `SELECT profile_id FROM (
        SELECT DISTINCT ON (profile_id) profile_id, numbers[1] AS total FROM event
        WHERE name = '${ORDER}' AND occurred_at <= ${at.now} ORDER BY profile_id, occurred_at DESC) e
      WHERE total > 300`,
  },
  {
    key: 'comes-every-week',
    rule: {
      event: 'Session Started',
      count: { gte: 1 },
      periods: { unit: 'week', last: 4, atLeast: 3 },
    },
    sql: (at) => `SELECT profile_id FROM event WHERE name = 'Session Started'
        AND occurred_at >= ${at.start('week', 4)} AND occurred_at < ${at.start('week')}
      GROUP BY profile_id HAVING count(DISTINCT date_trunc('week', occurred_at AT TIME ZONE 'Europe/Berlin')) >= 3`,
  },
  {
    key: 'frequent-and-reachable',
    rule: { all: [{ segment: 'frequent-buyers-180d' }, { identifier: 'email', op: 'exists' }] },
    sql: (at) => `SELECT e.profile_id FROM (
        SELECT profile_id FROM event WHERE name = '${ORDER}' AND ${at.last(180)}
        GROUP BY profile_id HAVING count(*) >= 3) e
      JOIN profile p USING (profile_id) WHERE p.email IS NOT NULL`,
  },
  {
    key: 'buyers-to-win-over',
    rule: { all: [{ segment: 'buyers-90d' }, { not: { segment: 'paid' } }] },
    sql: (at) => `SELECT e.profile_id FROM (
        SELECT DISTINCT profile_id FROM event WHERE name = '${ORDER}' AND ${at.last(90)}) e
      JOIN profile p USING (profile_id) WHERE COALESCE(p.traits->>'plan', '') NOT IN ('paid', 'enterprise')`,
  },
  {
    key: 'valuable',
    rule: { any: [{ segment: 'spent-500-30d' }, { segment: 'high-value' }] },
    sql: (at) => `SELECT profile_id FROM event WHERE name = '${ORDER}' AND ${at.last(30)}
        GROUP BY profile_id HAVING sum(numbers[1]) >= 500
      UNION SELECT profile_id FROM profile WHERE (traits->>'lifetimeValue')::numeric >= 1000`,
  },
  {
    key: 'campaign',
    rule: {
      all: [
        { segment: 'frequent-and-reachable' },
        { consent: 'email', is: 'granted' },
        { not: { bucket: { from: 0, to: 10, salt: 'holdout' } } },
      ],
    },
    sql: (at) => `SELECT e.profile_id FROM (
        SELECT profile_id FROM event WHERE name = '${ORDER}' AND ${at.last(180)}
        GROUP BY profile_id HAVING count(*) >= 3) e
      JOIN profile p USING (profile_id) JOIN trait_state s USING (profile_id)
      WHERE p.email IS NOT NULL AND s.consent->'email'->0 = 'true'
        AND sha256(convert_to('holdout:' || e.profile_id::text, 'UTF8')) >= '\\x199999999999999a'::bytea`,
  },
  {
    key: 'newcomers-30d',
    rule: {
      all: [
        { firstSeen: { last: '30d' } },
        {
          any: [
            { event: 'Page Viewed', within: { last: '7d' } },
            { trait: 'newsletter', op: 'eq', value: true },
          ],
        },
      ],
    },
    // OFFSET 0: who is new first, of whom there are few.
    sql: (at) => `SELECT p.profile_id FROM (
        SELECT p.profile_id, p.traits FROM profile p
        WHERE NOT EXISTS (SELECT 1 FROM event f WHERE f.profile_id = p.profile_id AND f.occurred_at <= ${at.ago(30)})
          AND NOT EXISTS (SELECT 1 FROM trait_history h WHERE h.profile_id = p.profile_id AND h.observed_at <= ${at.ago(30)}) OFFSET 0) p
      LEFT JOIN (SELECT DISTINCT profile_id FROM event WHERE name = 'Page Viewed' AND ${at.last(7)}) e USING (profile_id)
      WHERE (e.profile_id IS NOT NULL OR (p.traits->'newsletter')::text = 'true')
        AND (EXISTS (SELECT 1 FROM event f WHERE f.profile_id = p.profile_id AND f.occurred_at <= ${at.now})
          OR EXISTS (SELECT 1 FROM trait_history h WHERE h.profile_id = p.profile_id AND h.observed_at <= ${at.now}))`,
  },
];
