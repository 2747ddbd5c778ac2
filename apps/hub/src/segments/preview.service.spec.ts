import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import { DataCatalog } from '../catalog/data-catalog.repository.js';
import type { Database } from '../database/database.js';
import { ConnectorRegistry } from '../plugins/connector-registry.js';
import { HubConfig } from '../runtime/hub-config.js';
import { parseScenario } from '../scenarios/read-scenario.js';
import { runScenario } from '../scenarios/run-scenario.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { PreviewRepository } from './preview.repository.js';
import { PreviewService } from './preview.service.js';
import { RuleError } from './rules/rule-error.js';
import { SegmentRepository } from './segment.repository.js';
import { SegmentVisibility } from './segment-visibility.service.js';
import { SegmentWarnings } from './segment-warnings.js';
import { identify, NOW, order, track } from './templates/testing/template-case.js';

/** Forty people: the first ten ordered once, the first four twice; every other one has an address; the first three are paying. */
const MESSAGES = Array.from({ length: 40 }, (_, index) => {
  const deeds = [
    identify({
      plan: index < 3 ? 'paid' : 'free',
      ...(index % 2 === 0 ? { email: `p${index}@example.com` } : {}),
      ...(index === 0 ? { phone: '+4930123456', slackId: 'U0123' } : {}),
    }),
    ...(index < 10 ? [order('20d', 10)] : [track('Product Viewed', '20d')]),
    ...(index < 4 ? [order('10d', 30)] : []),
  ];
  return deeds.map((deed) => ({ userId: `u${index}`, ...deed }));
}).flat();

const ORDERED = { event: 'Order Completed' };
const PAID = { trait: 'plan', op: 'eq', value: 'paid' };

describe('PreviewService', () => {
  let database: Database;
  let previews: PreviewService;
  beforeAll(async () => {
    database = await openTestDatabase();
    const scenario = {
      segments: { buyers: ORDERED, paying: PAID },
      steps: [{ at: NOW, send: MESSAGES, expectSize: { buyers: 10, paying: 3 } }],
    };
    const { failures } = await runScenario(
      database,
      await parseScenario(JSON.stringify(scenario), 'preview.json'),
    );
    expect(failures).toEqual([]);
    const config = new HubConfig(
      {
        file: 'segue.yaml',
        workspace: { name: 'Acme', timezone: 'UTC' },
        ...{ plugins: [], connections: [], traits: {}, segments: [], syncs: [] },
        identity: { identifiers: [], block: [] },
      },
      new ConnectorRegistry([]),
    );
    const segments = new SegmentRepository();
    previews = new PreviewService(
      database,
      config,
      segments,
      new SegmentVisibility(segments),
      new EvaluationRepository(),
      new PreviewRepository(database),
      new SegmentWarnings(new DataCatalog(database), config),
      { now: () => NOW },
    );
  });
  afterAll(() => database.close());

  const stored = () => database.prisma.$queryRaw<object[]>`
    SELECT (SELECT count(*) FROM segment)::int AS segments, (SELECT count(*) FROM membership)::int AS members,
           (SELECT count(*) FROM membership_log)::int AS log`;

  it('counts the rule, each condition alone, and what is left down a group', async () => {
    const rule = {
      all: [ORDERED, { any: [PAID, { ...ORDERED, count: { gte: 2 } }] }, { not: PAID }],
    };

    const { size, total, share, conditions } = await previews.preview({ rule });

    expect({ size, total, share }).toEqual({ size: 1, total: 40, share: 0.025 });
    expect(conditions).toEqual([
      { pointer: '', kind: 'all', size: 1, running: null },
      { pointer: '/all/0', kind: 'event', size: 10, running: 10 },
      { pointer: '/all/1', kind: 'any', size: 4, running: 4 },
      { pointer: '/all/1/any/0', kind: 'trait', size: 3, running: 3 },
      { pointer: '/all/1/any/1', kind: 'event', size: 4, running: 4 },
      { pointer: '/all/2', kind: 'not', size: 37, running: 1 },
      { pointer: '/all/2/not', kind: 'trait', size: 3, running: null },
    ]);
  });

  it('says how many can be reached, and shows some of them', async () => {
    const { reachable, sample } = await previews.preview({ rule: ORDERED });

    expect(reachable).toEqual({ email: 5, phone: 1, slack: 1 });
    expect(sample.map(({ userId }) => userId).sort()).toEqual(
      Array.from({ length: 10 }, (_, index) => `u${index}`),
    );
    expect(sample.filter(({ email }) => email !== null)).toHaveLength(5);
  });

  it('shows at most 25', async () => {
    const { size, sample } = await previews.preview({ rule: { everyone: true } });

    expect([size, sample.length]).toEqual([40, 25]);
  });

  it('compares with other segments', async () => {
    const { overlaps } = await previews.preview({
      rule: { ...ORDERED, count: { gte: 2 } },
      overlaps: ['paying', 'buyers'],
    });

    expect(overlaps).toEqual([
      { key: 'paying', both: 3, size: 3, share: 0.75 },
      { key: 'buyers', both: 4, size: 10, share: 1 },
    ]);
  });

  it('counts rules with more conditions than a number has bits', async () => {
    const rule = {
      any: Array.from({ length: 150 }, (_, n) => ({ trait: 'plan', op: 'eq', value: `p${n}` })),
    };

    const { size, conditions } = await previews.preview({ rule: { any: [...rule.any, PAID] } });

    expect([size, conditions.length, conditions.at(-1)!.size]).toEqual([3, 152, 3]);
  });

  it('stores nothing', async () => {
    const before = await stored();

    await previews.preview({ rule: ORDERED, key: 'buyers', overlaps: ['paying'] });

    expect(await stored()).toEqual(before);
  });

  it('warns of names that never occurred, with those that are near', async () => {
    const rule = {
      all: [
        { event: 'Order Complete', where: { property: 'anything', op: 'exists' } },
        { trait: 'pln', op: 'exists' },
        { ...ORDERED, sum: { property: 'totl', gt: 1 } },
      ],
    };

    const { warnings } = await previews.preview({ rule });

    expect(warnings).toEqual([
      { code: 'EMPTY', message: 'nobody is in it', pointer: '' },
      {
        code: 'UNKNOWN_EVENT',
        message: 'the event "Order Complete" never occurred; what does: "Order Completed"',
        pointer: '/all/0',
      },
      { code: 'UNKNOWN_TRAIT', message: 'the trait "pln" never occurred', pointer: '/all/1' },
      {
        code: 'UNKNOWN_PROPERTY',
        message: 'the property "totl" never occurred',
        pointer: '/all/2',
      },
    ]);
  });

  it.each([
    [{ everyone: true }, 'EVERYONE'],
    [PAID, 'SMALL'],
    [{ not: { everyone: true } }, 'EMPTY'],
    [{ event: 'Product Viewed' }, undefined],
  ])('says of the size of %j: %s', async (rule, code) => {
    const { warnings } = await previews.preview({ rule });

    expect(warnings[0]?.code).toBe(code);
  });

  it('refuses rules and segments that it does not know, each where it stands', async () => {
    const refused = previews.preview({
      rule: { any: [{ segment: 'nobody' }, PAID] },
      overlaps: ['buyers', 'none'],
    });

    await expect(refused).rejects.toThrow(
      new RuleError([
        { pointer: '/any/0/segment', message: 'there is no segment "nobody"' },
        { pointer: '/overlaps/1', message: 'there is no segment "none"' },
      ]),
    );
    await expect(previews.preview({ rule: { all: [] } })).rejects.toThrow(RuleError);
  });
});
