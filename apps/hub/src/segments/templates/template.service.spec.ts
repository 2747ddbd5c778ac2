import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../../test/support/test-database.js';
import type { Database } from '../../database/database.js';
import type { ListedTemplate } from './template.service.js';
import { identify, order, page, track, type People } from './testing/template-case.js';
import { TemplateWorld } from './testing/template-world.js';

const SHOP: People = {
  buyer: [
    identify({ dateOfBirth: '1990-01-01', plan: 'free' }),
    page('3d', { page: { path: '/' }, userAgent: 'Mozilla/5.0' }),
    track('view_item', '2d', { item_category: 'Shoes' }),
    track('Order Completed', '1d', { revenue: 20, coupon: 'SUMMER' }),
  ],
};

describe('TemplateService', () => {
  let database: Database;
  let world: TemplateWorld;

  beforeAll(async () => {
    database = await openTestDatabase();
    world = await TemplateWorld.open(database);
  });
  afterAll(() => database.close());

  describe('on the data of a shop', () => {
    let listed: ReadonlyMap<string, ListedTemplate>;

    beforeAll(async () => {
      await world.fill(SHOP);
      listed = new Map((await world.templates.list()).map((template) => [template.key, template]));
    });

    it.each([
      'new-users',
      'lapsed-customers',
      'possible-churn',
      'discount-seekers',
      'direct-traffic',
    ])('finds all that %s needs', (key) => {
      expect(listed.get(key)).toMatchObject({ isUsable: true, missing: [] });
    });

    it('names an event that does not occur, and one that may be meant', () => {
      const missing = [
        {
          kind: 'event',
          anyOf: ['Product Viewed'],
          parameter: 'viewEvent',
          isRequired: true,
          nearest: ['view_item'],
        },
      ];

      expect(listed.get('window-shoppers')).toMatchObject({ isUsable: false, missing });
    });

    it('names a trait that does not occur, and one that may be meant', () => {
      expect(listed.get('birthday-next-week')).toMatchObject({
        isUsable: false,
        missing: [{ kind: 'trait', anyOf: ['birthday'], nearest: ['dateOfBirth'] }],
      });
    });

    it('names a property that an event that occurs does not have', () => {
      expect(listed.get('high-value-customers')).toMatchObject({
        isUsable: false,
        missing: [
          { kind: 'property', anyOf: ['total'], of: ['Order Completed'], nearest: ['revenue'] },
        ],
      });
    });

    it('names a part of the context that no page view has', () => {
      expect(listed.get('paid-traffic')).toMatchObject({
        isUsable: false,
        missing: [{ kind: 'property', anyOf: ['context.campaign.medium', 'context.page.search'] }],
      });
      expect(listed.get('mobile-traffic')).toMatchObject({ isUsable: true, missing: [] });
    });

    it('names identifiers and consent that nobody has', () => {
      expect(listed.get('reachable-by-email')).toMatchObject({
        isUsable: false,
        missing: [
          { kind: 'identifier', anyOf: ['email'] },
          { kind: 'consent', anyOf: ['email'], parameter: 'channel' },
        ],
      });
    });

    it('tells what is needed although it occurs', () => {
      expect(listed.get('lapsed-customers')?.needs).toEqual([
        { kind: 'event', anyOf: ['Order Completed'], parameter: 'orderEvent', isRequired: true },
      ]);
    });

    it('warns of what the given parameters do not find', async () => {
      const { warnings } = await world.templates.instantiate('window-shoppers', {
        viewEvent: 'view_item',
        orderEvent: 'Order Placed',
      });

      expect(warnings).toEqual([
        'no event "Order Placed" in the data (there is "Order Completed"): nobody is left out for it',
      ]);
    });

    it('warns of an example that stayed one', async () => {
      const given = { placeTrait: 'plan', amountProperty: 'revenue' };

      const left = await world.templates.instantiate('vip-local-shoppers', given);
      const set = await world.templates.instantiate('vip-local-shoppers', {
        ...given,
        places: ['Berlin'],
      });

      expect(left.warnings).toEqual(['places is still the example: set your own']);
      expect(set.warnings).toEqual([]);
    });
  });

  it('calls a template usable that can do without what it leaves out', async () => {
    await world.fill({ visitor: [track('Product Viewed', '1d')] });

    expect(await world.templates.get('window-shoppers')).toMatchObject({
      isUsable: true,
      missing: [{ anyOf: ['Order Completed'], isRequired: false, nearest: [] }],
    });
  });

  it('says of each template what is missing where there are no data at all', async () => {
    await world.fill({});

    const listed = await world.templates.list();

    expect(listed.filter(({ isUsable }) => isUsable).map(({ key }) => key)).toEqual([
      'new-users',
      'random-sample',
    ]);
    expect(listed.find(({ key }) => key === 'rage-clicks')?.missing).toMatchObject([
      { anyOf: ['Rage Click', 'Rage Clicked', '$rageclick'], nearest: [] },
    ]);
  });

  it('knows no other templates, and says which may be meant', async () => {
    const get = world.templates.get('window-shopers');
    const instantiate = world.templates.instantiate('nope');

    await expect(get).rejects.toThrow('there is no template window-shopers; did you mean "window');
    await expect(instantiate).rejects.toThrow('there is no template nope');
  });

  describe('with thresholds from the data', () => {
    beforeEach(() =>
      world.fill({
        a: [order('1d', 10), order('2d', 20)],
        b: [order('30d', 20.5)],
        c: [order('40d', 40)],
        d: [order('50d', 80)],
        e: [order('60d', 160)],
        stranger: [page('1d'), order('400d', 9000)],
        early: [order('-1d', 9000)],
      }),
    );

    it('writes them into the rule, and when and over how many they were computed', async () => {
      const { rule, name, description, warnings } = await world.templates.instantiate('rfm');

      expect(name).toBe('RFM: any scores');
      expect(description).toContain(
        'Thresholds computed on 2026-06-15T12:00Z over 5 people (at 20, 40, 60, 80 %): days since the last time 1, 30, 40, 50; times 1, 1, 1, 1; sum 20.5, 30, 40, 80.',
      );
      expect(rule).toEqual({
        all: [
          { event: 'Order Completed', within: { last: '31d' } },
          { event: 'Order Completed', within: { last: '1y' }, count: { gt: 1 } },
          { event: 'Order Completed', within: { last: '1y' }, sum: { property: 'total', gt: 40 } },
        ],
      });
      expect(warnings).toEqual([]);
    });

    it('takes the top share from those who did it', async () => {
      const { rule } = await world.templates.instantiate('top-spenders', { share: 40 });

      expect(rule).toMatchObject({ all: [{}, { sum: { property: 'total', gte: 80 } }] });
    });

    it.each(['rfm', 'top-spenders', 'buying-intent'])(
      'makes no rule for %s when nobody did it',
      async (key) => {
        await world.fill({ visitor: [page('1d')] });

        await expect(world.templates.instantiate(key)).rejects.toMatchObject({
          code: 'TEMPLATE_DATA',
          message: expect.stringMatching(/^nobody did .* in the last \d+[dy]: /),
        });
      },
    );
  });

  it('counts calendar durations in the workspace’s time zone, as rules do', async () => {
    // Six months before noon in UTC, which was 14:00 in summer time, it was 14:00 in Berlin at 13:00 in UTC.
    const berlin = await TemplateWorld.open(database, 'Europe/Berlin');
    const people = {
      out: [{ ...order('0d', 5), timestamp: '2025-12-15T13:00:00Z' }],
      in: [{ ...order('0d', 5), timestamp: '2025-12-15T13:00:00.001Z' }],
    };
    await berlin.fill(people);
    const all = { within: '6M', share: 100 };

    const { rule, description } = await berlin.templates.instantiate('top-spenders', all);

    expect(description).toContain('over 1 person');
    expect((await berlin.expect(rule, people, ['in'])).failures).toEqual([]);
  });
});
