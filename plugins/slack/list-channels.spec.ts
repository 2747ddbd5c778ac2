import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { AuthError } from '@segue/sdk';
import { contextFor } from '@segue/sdk/testing';
import { slack } from './slack.destination.js';

const bot = { botToken: 'xoxb-1234-abcd' };
const webhook = { webhookUrl: 'https://hooks.slack.com/services/T0001/B0001/Zm9vYmFyYmF6' };
const channels = (query: object = {}, settings: object = bot) =>
  slack.listAudiences!(contextFor(slack, settings), { limit: 50, ...query });

const page = (cursor?: string) =>
  nock('https://slack.com').post('/api/conversations.list', {
    types: 'public_channel,private_channel',
    exclude_archived: 'true',
    limit: '999',
    ...(cursor === undefined ? {} : { cursor }),
  });

describe('the channels of a Slack workspace', () => {
  it('are read to the end, and searched by name', async () => {
    page().reply(200, {
      ok: true,
      channels: [{ id: 'C0001', name: 'general', num_members: 12 }],
      response_metadata: { next_cursor: 'dGVhbTpDMDI=' },
    });
    page('dGVhbTpDMDI=').reply(200, {
      ok: true,
      channels: [
        { id: 'C0002', name: 'sales-vip', num_members: 3 },
        { id: 'G0003', name: 'vip' },
      ],
      response_metadata: { next_cursor: '' },
    });

    expect(await channels({ search: 'VIP' })).toEqual({
      options: [
        { title: '#sales-vip', settings: { channel: 'C0002' }, size: 3 },
        { title: '#vip', settings: { channel: 'G0003' } },
      ],
      next: null,
    });
  });

  it('need a scope, which is said', async () => {
    page().reply(200, { ok: false, error: 'missing_scope', needed: 'channels:read' });

    await expect(channels()).rejects.toThrow(AuthError);
  });

  it('are one for a webhook, and nothing is asked', async () => {
    expect(await channels({ search: 'anything' }, webhook)).toEqual({
      options: [{ title: 'The channel of the webhook', settings: {} }],
      next: null,
    });
  });
});
