import type { BenchSegment } from './bench-segment.js';

const profiles = (condition: string): string => `SELECT profile_id FROM profile WHERE ${condition}`;

/** About what profiles are: traits, dates, and what else is known without an event. */
export const TRAIT_SEGMENTS: readonly BenchSegment[] = [
  {
    key: 'paid',
    rule: { trait: 'plan', op: 'in', value: ['paid', 'enterprise'] },
    sql: () => profiles(`traits->>'plan' IN ('paid', 'enterprise')`),
  },
  {
    key: 'german-speaking',
    rule: { trait: 'country', op: 'in', value: ['DE', 'AT', 'CH'] },
    sql: () => profiles(`traits->>'country' IN ('DE', 'AT', 'CH')`),
  },
  {
    key: 'high-value',
    rule: { trait: 'lifetimeValue', op: 'gte', value: 1000 },
    sql: () => profiles(`(traits->>'lifetimeValue')::numeric >= 1000`),
  },
  {
    key: 'middle-value-reachable',
    rule: {
      all: [
        { trait: 'lifetimeValue', op: 'between', value: [300, 800] },
        { identifier: 'email', op: 'exists' },
        { consent: 'email', is: 'granted' },
      ],
    },
    sql: () => `SELECT p.profile_id FROM profile p JOIN trait_state s USING (profile_id)
      WHERE (p.traits->>'lifetimeValue')::numeric BETWEEN 300 AND 800 AND p.email IS NOT NULL
        AND s.consent->'email'->0 = 'true'`,
  },
  {
    key: 'signed-up-30d',
    rule: { trait: 'createdAt', op: 'withinLast', value: '30d' },
    sql: (at) =>
      profiles(
        `(traits->>'createdAt')::timestamptz > ${at.ago(30)} AND (traits->>'createdAt')::timestamptz <= ${at.now}`,
      ),
  },
  {
    key: 'trial-ends-7d',
    rule: {
      all: [
        { trait: 'plan', op: 'eq', value: 'trial' },
        { trait: 'trialEndsAt', op: 'withinNext', value: '7d' },
      ],
    },
    sql: (at) =>
      profiles(
        `traits->>'plan' = 'trial' AND (traits->>'trialEndsAt')::timestamptz > ${at.now} AND (traits->>'trialEndsAt')::timestamptz <= ${at.ahead(7)}`,
      ),
  },
  {
    key: 'birthday-14d',
    rule: {
      all: [
        { trait: 'birthday', op: 'anniversaryWithinNext', value: '14d' },
        { identifier: 'email', op: 'exists' },
      ],
    },
    // In the middle of a year: neither New Year nor the 29th of February is among these days.
    sql: (at) =>
      profiles(
        `substr(traits->>'birthday', 6) BETWEEN ${at.monthDay(0)} AND ${at.monthDay(14)} AND email IS NOT NULL`,
      ),
  },
  {
    key: 'newsletter-not-paying',
    rule: {
      all: [
        { trait: 'newsletter', op: 'eq', value: true },
        { trait: 'plan', op: 'nin', value: ['paid', 'enterprise'] },
      ],
    },
    sql: () =>
      profiles(
        `(traits->'newsletter')::text = 'true' AND COALESCE(traits->>'plan', '') NOT IN ('paid', 'enterprise')`,
      ),
  },
  {
    key: 'company-address',
    rule: { trait: 'email', op: 'endsWith', value: '@mail.example' },
    sql: () => profiles(`traits->>'email' LIKE '%@mail.example'`),
  },
  {
    key: 'insiders',
    rule: { trait: 'tags', op: 'hasAny', value: ['vip', 'early'] },
    sql: () => profiles(`traits->'tags' ?| ARRAY['vip', 'early']`),
  },
  {
    key: 'old-and-paying',
    rule: {
      all: [
        { trait: 'createdAt', op: 'olderThan', value: '1y' },
        { trait: 'plan', op: 'in', value: ['paid', 'enterprise'] },
      ],
    },
    sql: (at) =>
      profiles(
        `traits->>'plan' IN ('paid', 'enterprise') AND (traits->>'createdAt')::timestamptz <= ${at.monthsAgo(12)}`,
      ),
  },
  {
    key: 'worth-a-call',
    rule: {
      all: [
        { identifier: 'phone', op: 'exists' },
        {
          any: [
            { trait: 'lifetimeValue', op: 'gte', value: 1000 },
            { trait: 'plan', op: 'eq', value: 'enterprise' },
          ],
        },
        { not: { trait: 'country', op: 'in', value: ['US', 'GB'] } },
      ],
    },
    sql: () =>
      profiles(
        `phone IS NOT NULL AND ((traits->>'lifetimeValue')::numeric >= 1000 OR traits->>'plan' = 'enterprise')
          AND COALESCE(traits->>'country', '') NOT IN ('US', 'GB')`,
      ),
  },
  {
    key: 'reachable-by-mail',
    rule: {
      all: [
        { identifier: 'email', op: 'exists' },
        { consent: 'email', is: 'granted' },
      ],
    },
    sql: () => `SELECT p.profile_id FROM profile p JOIN trait_state s USING (profile_id)
      WHERE p.email IS NOT NULL AND s.consent->'email'->0 = 'true'`,
  },
  {
    key: 'not-asked-yet',
    rule: {
      all: [{ consent: 'email', is: 'unknown' }, { source: 'crm' }],
    },
    sql: () => `SELECT c.profile_id FROM profile_connection c LEFT JOIN trait_state s USING (profile_id)
      WHERE c.connection_id = 'crm' AND (jsonb_typeof(s.consent->'email'->0) = 'boolean') IS NOT TRUE`,
  },
  {
    key: 'holdout',
    rule: {
      all: [
        { bucket: { from: 0, to: 10, salt: 'holdout' } },
        { identifier: 'email', op: 'exists' },
      ],
    },
    sql: () =>
      profiles(
        `email IS NOT NULL AND sha256(convert_to('holdout:' || profile_id::text, 'UTF8')) < '\\x199999999999999a'::bytea`,
      ),
  },
];
