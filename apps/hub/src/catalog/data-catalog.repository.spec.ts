import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import type { Database } from '../database/database.js';
import { identify, page, track } from '../segments/templates/testing/template-case.js';
import { TemplateWorld } from '../segments/templates/testing/template-world.js';
import type { DataCatalog } from './data-catalog.repository.js';

describe('DataCatalog', () => {
  let database: Database;
  let catalog: DataCatalog;

  beforeAll(async () => {
    database = await openTestDatabase();
    const world = await TemplateWorld.open(database);
    ({ catalog } = world);
    const consent = { consent: { categoryPreferences: { email: true, sms: false } } };
    await world.fill({
      one: [
        identify({ plan: 'free', address: { city: 'Ulm' }, 'shoe.size': 42 }),
        identify({ email: 'ada@example.com' }, '1d', consent),
        track('Order Completed', '2d', { total: 20, 'tax.rate': 19 }),
        track('Order Completed', '1d', { products: [{ sku: 's1' }], coupon: null }),
      ],
      two: [page('1d', { page: { path: '/' }, campaign: null }), identify({ plan: 'pro' })],
    });
  });
  afterAll(() => database.close());

  it('knows the events', async () => {
    expect(await catalog.eventNames()).toEqual(['Order Completed', 'Page Viewed']);
  });

  it('knows the traits by their keys, as rules write them', async () => {
    expect(await catalog.traitKeys()).toEqual(['address', 'email', 'plan', 'shoe\\.size']);
  });

  it('knows the properties of an event by their keys, as rules write them', async () => {
    const paths = await catalog.propertyPaths('Order Completed');

    expect(paths).toEqual(expect.arrayContaining(['products', 'tax\\.rate', 'total']));
    expect(await catalog.propertyPaths('Nothing')).toEqual([]);
  });

  it('knows the properties of several events, by event', async () => {
    const found = await catalog.propertyPathsOf(['Order Completed', 'Nothing']);

    const paths = await catalog.propertyPaths('Order Completed');
    expect(found).toEqual(new Map([['Order Completed', paths]]));
  });

  it.each([
    [['page'], true],
    [['page', 'path'], true],
    [['page', 'title'], false],
    [['campaign'], false],
  ])('knows whether page views have %j in their context: %p', async (keys, isThere) => {
    expect(await catalog.hasContext('Page Viewed', keys)).toBe(isThere);
  });

  it('knows the types of identifiers and the channels of consent', async () => {
    expect(await catalog.identifierTypes()).toEqual(['email', 'userId']);
    expect(await catalog.consentChannels()).toEqual(['email', 'sms']);
  });
});
