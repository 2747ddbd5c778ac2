import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../database/database.js';
import { explainRule, type FindMembers } from './explain-rule.js';
import { SegmentRepository } from './segment.repository.js';

const PAID = '00000000-0000-7000-8000-000000000001';
const FREE = '00000000-0000-7000-8000-000000000002';
const CONTEXT = { now: new Date(), timezone: 'UTC', segments: new Map(), segmentId: 1 };

describe('explainRule', () => {
  let database: Database;
  beforeAll(async () => {
    database = await Database.open({ kind: 'pglite' });
    await database.prisma.profile.createMany({
      data: [
        { profileId: PAID, traits: { plan: 'paid' }, createdAt: new Date() },
        { profileId: FREE, traits: { plan: 'free' }, createdAt: new Date() },
      ],
    });
  });
  afterAll(() => database.close());
  const find: FindMembers = (members) => new SegmentRepository().find(database.prisma, members);

  it('answers for each part of the rule and for each profile', async () => {
    const paid = { trait: 'plan', op: 'eq', value: 'paid' };
    const rule = { any: [{ not: paid }, { event: 'Order' }] };

    const explained = await explainRule(find, rule, CONTEXT, [PAID, FREE]);

    expect(explained.get(FREE)).toEqual({
      rule,
      isTrue: true,
      children: [
        {
          rule: { not: paid },
          isTrue: true,
          children: [{ rule: paid, isTrue: false, children: [] }],
        },
        { rule: { event: 'Order' }, isTrue: false, children: [] },
      ],
    });
    expect(explained.get(PAID)).toMatchObject({
      isTrue: false,
      children: [{ isTrue: false, children: [{ isTrue: true }] }, { isTrue: false }],
    });
  });

  it('says nothing about profiles that were not asked for', async () => {
    const explained = await explainRule(find, { everyone: true }, CONTEXT, [PAID]);

    expect([...explained.keys()]).toEqual([PAID]);
  });
});
