import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import type { Database } from '../database/database.js';
import { ExplainRepository } from './explain/explain.repository.js';
import { explainRule, type ExplainedRule } from './explain-rule.js';
import { parseRule } from './rules/parse-rule.js';

const PAID = '00000000-0000-7000-8000-000000000001';
const FREE = '00000000-0000-7000-8000-000000000002';
const GONE = '00000000-0000-7000-8000-000000000003';
const CONTEXT = { now: new Date(), timezone: 'UTC', segments: new Map(), segmentId: 1 };

describe('explainRule', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
    await database.prisma.profile.createMany({
      data: [
        { profileId: PAID, traits: { plan: 'paid' }, createdAt: new Date() },
        { profileId: FREE, traits: { plan: 'free' }, createdAt: new Date() },
      ],
    });
  });
  afterAll(() => database.close());

  const explain = (json: unknown, ids: readonly string[]) =>
    explainRule(
      new ExplainRepository(),
      database.prisma,
      { rule: parseRule(json), json, context: CONTEXT, priorities: new Map() },
      ids,
    );

  it('answers for each part of the rule and for each profile', async () => {
    const paid = { trait: 'plan', op: 'eq', value: 'paid' };
    const rule = { any: [{ not: paid }, { event: 'Order' }] };

    const explained = await explain(rule, [PAID, FREE]);

    expect(explained.get(FREE)).toEqual({
      rule,
      text: 'at least one of these 2 holds',
      isTrue: true,
      children: [
        {
          rule: { not: paid },
          text: 'this does not hold',
          isTrue: true,
          children: [
            {
              rule: paid,
              text: 'plan is “paid” — no value counts as false here',
              isTrue: false,
              evidence: { kind: 'trait', value: 'free', source: null, since: null },
              children: [],
            },
          ],
        },
        {
          rule: { event: 'Order' },
          text: expect.stringContaining('“Order”'),
          isTrue: false,
          evidence: { kind: 'event', count: 0, events: [] },
          children: [],
        },
      ],
    });
    expect(explained.get(PAID)).toMatchObject({
      isTrue: false,
      children: [{ isTrue: false, children: [{ isTrue: true }] }, { isTrue: false }],
    });
  });

  it('says nothing about profiles that were not asked for, or that there are not', async () => {
    const explained = await explain({ everyone: true }, [PAID, GONE]);

    expect([...explained.keys()]).toEqual([PAID]);
  });

  it('answers for as many leaves and groups as a rule can have', async () => {
    const leaf = { trait: 'plan', op: 'eq', value: 'paid' };
    const nested = [...Array(8)].reduce<object>((rule) => ({ not: rule }), leaf);
    const rule = { all: [{ any: Array(199).fill(nested) }, leaf] };

    const explained = await explain(rule, [PAID]);

    const count = ({ children }: ExplainedRule): number =>
      children.reduce((sum, child) => sum + count(child), 1);
    expect(explained.get(PAID)).toMatchObject({ isTrue: true });
    expect(count(explained.get(PAID)!)).toBe(1 + 1 + 199 * 9 + 1);
  });
});
