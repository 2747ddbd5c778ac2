import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sql } from '../database/database.js';
import { AskedSegments } from './asked-segments.js';
import { EvaluationScope } from './evaluation-scope.repository.js';
import { groupSegments, planQuestions } from './plan-evaluation.js';
import { askedEvents } from './rules/event-horizons.js';
import { parseRule } from './rules/parse-rule.js';
import type { EvaluableSegment, Segment } from './segment.js';
import { EvaluationWorld } from './testing/evaluation-world.js';

const START = Date.parse('2026-01-10T00:00:00Z');
const at = (days: number): Date => new Date(START + days * 86_400_000);
const NOW = at(10);

const segment = (key: string, rule: unknown): EvaluableSegment => ({
  segment: { id: 1, key } as Segment,
  rule: parseRule(rule),
  references: [],
});
const large = { property: 'total', op: 'gt', value: 5 };

/** The events of everybody: a name on a day. */
const EVENTS = [
  ['A', 1],
  ['A', 8],
  ['B', 2],
  ['B', 9],
  ['C', 3],
  ['C', 9],
] as const;

describe('the copy of the events of those who are evaluated', () => {
  const scope = new EvaluationScope();
  let world: EvaluationWorld;
  beforeAll(async () => {
    world = await EvaluationWorld.open();
    const track = (userId: string) =>
      EVENTS.map(([event, day]) => ({
        ...{ type: 'track', userId, event, properties: { total: day } },
        timestamp: at(day).toISOString(),
      }));
    await world.send(NOW, ...track('u1'), ...track('u2'));
    await world.send(NOW, { type: 'identify', userId: 'u3' });
    await world.database.prisma.dirty.deleteMany();
  });
  afterAll(() => world.database.close());

  /** @param marks user id → topics; null: everything */
  const copy = async (
    rules: readonly unknown[],
    marks: Readonly<Record<string, readonly string[] | null>>,
  ) =>
    world.database.transaction(async (sql) => {
      for (const [userId, topics] of Object.entries(marks)) {
        await sql.$executeRaw`
          INSERT INTO dirty (profile_id, seq, topics)
          SELECT profile_id, 1, ${topics === null ? null : [...topics]}::text[] FROM identifier WHERE value = ${userId}`;
      }
      const planned = planQuestions(rules.map((rule, n) => segment(`s${n}`, rule)));
      const asked = new AskedSegments(groupSegments(planned, () => false));
      await scope.collect(sql, NOW, asked, [], false);
      await scope.copyEvents(sql, asked, askedEvents(asked.rules, NOW));
      return read(sql);
    });
  /** User id → its copied events, `!` behind those whose properties are there. */
  const read = async (sql: Sql) => {
    const rows = await sql.$queryRaw<{ who: string; events: string[] }[]>`
      SELECT i.value AS who, array_agg(
        e.name || ((extract(epoch FROM e.occurred_at) - ${START / 1_000}::int) / 86400)::int ||
        CASE WHEN e.properties IS NULL THEN '' ELSE '!' END ORDER BY e.name, e.occurred_at) AS events
      FROM evaluation_event e JOIN identifier i ON i.profile_id = e.profile_id GROUP BY i.value ORDER BY i.value`;
    await sql.$executeRaw`DROP TABLE evaluation_event, evaluation_scope`;
    return Object.fromEntries(rows.map(({ who, events }) => [who, events.join(' ')]));
  };

  const A = { event: 'A' };
  const A_LATELY = { event: 'A', within: { last: '5d' } };
  const B = { event: 'B' };
  const B_LARGE = { event: 'B', where: large };
  const B_LARGE_LATELY = { ...B_LARGE, within: { last: '3d' } };
  const ANY_LATELY = { event: '*', within: { last: '2d' } };
  const ANY_LARGE_LATELY = { ...ANY_LATELY, where: large };

  it.each<[string, readonly unknown[], readonly string[] | null, string | undefined]>([
    ['one name', [A, B], ['event:A'], 'A1 A8'],
    ['one name and its window', [A_LATELY, B], ['event:A'], 'A8'],
    ['the longest window of those who ask', [A_LATELY, A], ['event:A'], 'A1 A8'],
    ['all names', [A, B], null, 'A1 A8 B2 B9'],
    ['nothing that nobody asks about', [A, B], ['event:C'], undefined],
    ['what some of them hold', [A, B_LARGE], null, 'A1 A8 B2! B9!'],
    [
      'no properties for those who ask for times',
      [B, { all: [A, B_LARGE] }],
      ['event:B'],
      'A1 A8 B2! B9!',
    ],
    ['as far back as somebody asks for times', [B, B_LARGE_LATELY], ['event:B'], 'B2! B9!'],
    [
      'all that is asked by whom it concerns',
      [{ all: [A, B_LARGE_LATELY] }, B],
      ['event:A'],
      'A1 A8 B9!',
    ],
    ['every name', [ANY_LATELY, B], ['event'], 'A8 B9 C9'],
    ['every name, and one for longer', [ANY_LATELY, B], ['event', 'event:B'], 'A8 B2 B9 C9'],
    [
      'every name, and what some hold',
      [ANY_LATELY, B_LARGE],
      ['event', 'event:B'],
      'A8 B2! B9! C9',
    ],
    [
      'every name, and some lately',
      [ANY_LATELY, B_LARGE_LATELY],
      ['event', 'event:B'],
      'A8 B9! C9',
    ],
    ['what every one holds', [ANY_LARGE_LATELY, B_LARGE], ['event'], 'A1! A8! B2! B9! C3! C9!'],
    [
      'what every one holds, each once',
      [ANY_LARGE_LATELY, B_LARGE],
      ['event', 'event:B'],
      'A1! A8! B2! B9! C3! C9!',
    ],
    [
      'as far back as somebody asks for the times of all',
      [{ event: '*', within: { last: '8d' } }, B_LARGE_LATELY],
      ['event', 'event:B'],
      'A8 B2! B9! C3 C9',
    ],
    ['not what every one holds', [ANY_LARGE_LATELY, B], ['event:B'], 'B2 B9'],
  ])('has %s', async (_, rules, topics, events) => {
    expect(await copy(rules, { u1: topics })).toEqual(events === undefined ? {} : { u1: events });
  });

  it('has of each person what they are asked about', async () => {
    const rules = [A, B_LARGE, ANY_LATELY];

    expect(await copy(rules, { u1: ['event:A'], u2: ['event', 'event:B'], u3: null })).toEqual({
      u1: 'A1 A8',
      u2: 'A8 B2! B9! C9',
    });
  });
});
