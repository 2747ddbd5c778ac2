import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { ConfigError, parseSettings } from '@segue/sdk';
import { contextFor } from '@segue/sdk/testing';
import { MailchimpAudience } from './mailchimp.settings.js';
import { mailchimp } from './mailchimp.destination.js';

const settings = { apiKey: `${'0'.repeat(31)}1-us21` };
const audiences = (query: object = {}) =>
  mailchimp.listAudiences!(contextFor(mailchimp, settings), { limit: 50, ...query });
const fieldsOf = (listId: string) =>
  mailchimp.listFields!(
    contextFor(mailchimp, settings),
    parseSettings(MailchimpAudience, { listId, name: 'VIP' }),
  );

const vendor = () => nock('https://us21.api.mailchimp.com/3.0');
const lists = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `list${from + n}`,
    name: `List ${from + n}`,
    stats: { member_count: from + n },
  }));

describe('the lists of a Mailchimp account', () => {
  const fields = 'lists.id,lists.name,lists.stats.member_count,total_items';

  it('are read to the end, with their sizes', async () => {
    vendor()
      .get('/lists')
      .query({ fields, count: 1000, offset: 0 })
      .reply(200, { lists: lists(0, 1000), total_items: 1001 });
    vendor()
      .get('/lists')
      .query({ fields, count: 1000, offset: 1000 })
      .reply(200, { lists: lists(1000, 1), total_items: 1001 });

    const page = await audiences({ search: 'list 1000' });

    expect(page).toEqual({
      options: [
        { title: 'List 1000', settings: { listId: 'list1000' }, size: 1000, isGroup: true },
      ],
      next: null,
    });
  });

  it('have static segments within them, and no others are shown', async () => {
    vendor()
      .get('/lists/list1/segments')
      .query({
        fields: 'segments.name,segments.type,segments.member_count,total_items',
        count: 1000,
        offset: 0,
      })
      .reply(200, {
        segments: [
          { name: 'VIP', type: 'static', member_count: 3 },
          { name: 'Opened', type: 'saved', member_count: 9 },
        ],
        total_items: 2,
      });

    const { options } = await audiences({ within: { listId: 'list1' } });

    expect(options).toEqual([
      { title: 'VIP', settings: { listId: 'list1', name: 'VIP' }, size: 3 },
    ]);
  });

  it.each([{ listId: '../ping' }, { listId: 7 }, { listId: '' }])(
    'are not left for another path by %j',
    async (within) => {
      await expect(audiences({ within })).rejects.toThrow(ConfigError);
    },
  );
});

describe('the fields of a Mailchimp list', () => {
  const query = {
    fields: 'merge_fields.tag,merge_fields.name,merge_fields.type,total_items',
    count: 1000,
    offset: 0,
  };

  it('are its merge fields', async () => {
    vendor()
      .get('/lists/list1/merge-fields')
      .query(query)
      .reply(200, {
        merge_fields: [
          { tag: 'FNAME', name: 'First name', type: 'text' },
          { tag: 'PLAN', name: '', type: 'dropdown' },
        ],
        total_items: 2,
      });

    expect(await fieldsOf('list1')).toEqual([
      { name: 'FNAME', title: 'First name', type: 'text' },
      { name: 'PLAN', title: 'PLAN', type: 'dropdown' },
    ]);
  });

  it('are asked for in vain of a list that is gone', async () => {
    vendor().get('/lists/gone/merge-fields').query(query).reply(404, { title: 'Not Found' });

    await expect(fieldsOf('gone')).rejects.toThrow(ConfigError);
  });
});
