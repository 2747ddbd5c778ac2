import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseSettings, type Member, type Notification } from '@segue/sdk';
import { contextFor, NOW, notification } from '@segue/sdk/testing';
import { slack, SlackAudience } from '../../../plugins/slack/index.js';
import { refuseBlocks } from './slack.blocks.js';
import { SlackSimulator } from './slack.simulator.js';

const CHANNEL = 'C01';
const POST = /chat\.postMessage/;

describe('the Slack simulator', () => {
  let vendor: SlackSimulator;

  beforeEach(async () => {
    vendor = new SlackSimulator(() => NOW);
    await vendor.start();
    vendor.addChannel(CHANNEL);
  });

  afterEach(() => vendor.stop());

  const bot = () => contextFor(slack, { botToken: vendor.botToken, baseUrl: vendor.baseUrl });
  const audience = (over: object = {}) =>
    parseSettings(SlackAudience, { channel: CHANNEL, ...over });
  const notify = (over: Partial<Notification> = {}, where: object = {}, ctx = bot()) =>
    slack.notify(ctx, audience(where), notification(over));

  it('holds what was posted, and answers with its timestamp', async () => {
    const { externalId } = await notify();

    expect(vendor.messagesIn(CHANNEL)).toMatchObject([
      { ts: externalId, via: 'bot', text: expect.stringContaining('42 joined'), mentions: [] },
    ]);
  });

  it('has the news once when the answer to it was lost', async () => {
    vendor.failNext('cut', POST);

    await expect(notify()).rejects.toMatchObject({ code: 'TRANSIENT' });
    const again = await notify({ attempt: 2 });

    expect(vendor.messages.map(({ ts }) => ts)).toEqual([again.externalId]);
  });

  it('has the news once when the request was lost', async () => {
    vendor.failNext('hang-up', POST);

    await expect(notify()).rejects.toMatchObject({ code: 'TRANSIENT' });
    const again = await notify({ attempt: 2 });

    expect(vendor.messages.map(({ ts }) => ts)).toEqual([again.externalId]);
  });

  it('finds the news behind more messages than a page has', async () => {
    const { externalId } = await notify();
    for (let n = 0; n < 250; n += 1) await notify({ id: `other-${n}` });

    const again = await notify({ attempt: 2 });

    expect(again).toEqual({ externalId });
    expect(vendor.messages).toHaveLength(251);
  });

  it('has the news at most once when the history may not be read', async () => {
    vendor.scopes.delete('channels:history');
    vendor.failNext('hang-up', POST);

    await expect(notify()).rejects.toMatchObject({ code: 'TRANSIENT' });
    const again = await notify({ attempt: 2 });

    expect(again).toEqual({ isUncertain: true });
    expect(vendor.messages).toEqual([]);
  });

  it('takes the longest message that is ever sent, and nobody is called by it', async () => {
    const evil = '<!channel>&'.repeat(500);
    const person: Member = { profileId: 'p', email: evil, fields: {} };
    const members = (_: string, limit: number) =>
      Promise.resolve(Array<Member>(limit).fill(person));

    await notify(
      { workspace: evil, segment: { key: 'evil', name: evil }, members },
      { showMembers: true },
    );

    expect(vendor.messages).toMatchObject([{ mentions: [] }]);
  });

  it.each([
    ['an unknown channel', { channel: 'C99' }, 'CONFIG_INVALID'],
    ['an archived channel', { channel: 'CARCHIVED' }, 'CONFIG_INVALID'],
    ['a channel without the bot', { channel: 'CFOREIGN' }, 'CONFIG_INVALID'],
    ['a private channel without the bot', { channel: 'CPRIVATE' }, 'CONFIG_INVALID'],
  ])('refuses %s', async (_, where, code) => {
    vendor.addChannel('CARCHIVED', { isArchived: true });
    vendor.addChannel('CFOREIGN', { isJoined: false });
    vendor.addChannel('CPRIVATE', { isPrivate: true, isJoined: false });

    await expect(notify({}, where)).rejects.toMatchObject({ code });
  });

  it('refuses a revoked token', async () => {
    vendor.revokeToken();

    await expect(slack.check(bot())).rejects.toMatchObject({ code: 'AUTH_REJECTED' });
  });

  it('asks to wait when it has taken enough', async () => {
    vendor.postsLeft = 1;
    await notify();

    await expect(notify()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1000 });
  });

  it('takes messages through a webhook until it is removed', async () => {
    const webhookUrl = vendor.addWebhook(CHANNEL);
    const ctx = contextFor(slack, { webhookUrl });
    await notify({}, {}, ctx);
    vendor.removeWebhook(webhookUrl);

    await expect(notify({}, {}, ctx)).rejects.toMatchObject({ code: 'AUTH_REJECTED' });
    expect(vendor.messages).toMatchObject([{ channel: CHANNEL, via: 'webhook' }]);
  });

  it('takes a file in three steps, without the token at the second', async () => {
    const content = Buffer.from('email\nzoë@example.test\n');

    await slack.upload!(bot(), audience(), { name: 'vip.csv', title: 'VIP', content });

    expect(vendor.files).toEqual([
      { id: 'F0001', name: 'vip.csv', length: 24, title: 'VIP', content, channel: CHANNEL },
    ]);
    expect(vendor.messages).toMatchObject([{ via: 'file', text: 'VIP' }]);
  });

  it('refuses bytes of another length than announced', async () => {
    const { data } = await bot().http.post<{ upload_url: string }>(
      '/files.getUploadURLExternal',
      new URLSearchParams({ filename: 'vip.csv', length: '5' }),
    );

    const upload = bot().http.post(data.upload_url, Buffer.from('six…'), { responseType: 'text' });

    await expect(upload).rejects.toMatchObject({ status: 400 });
  });
});

describe('refuseBlocks', () => {
  const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
  const section = (length: number) => ({ type: 'section', text: mrkdwn(length) });

  it.each([
    ['51 blocks', Array(51).fill({ type: 'divider' }), 'no more than 50 items allowed'],
    ['a long section', [section(3001)], 'must be less than 3001 characters'],
    ['an empty section', [section(0)], 'must be more than 0 characters'],
    ['a section without text', [{ type: 'section' }], 'missing required field'],
    ['11 fields', [{ type: 'section', fields: Array(11).fill(mrkdwn(1)) }], 'no more than 10'],
    ['a long field', [{ type: 'section', fields: [mrkdwn(2001)] }], 'must be less than 2001'],
    ['a header with markup', [{ type: 'header', text: mrkdwn(1) }], 'unsupported type'],
    [
      'a long header',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      'must be less than 151',
    ],
    ['an unknown block', [{ type: 'poem' }], 'unsupported type'],
  ])('says invalid_blocks for %s', (_, blocks, problem) => {
    expect(refuseBlocks(blocks)).toEqual({
      error: 'invalid_blocks',
      errors: [expect.stringContaining(problem)],
    });
  });

  it('says msg_blocks_too_long when each block is legal and all together are not', () => {
    expect(refuseBlocks(Array(5).fill(section(3000)))?.error).toBe('msg_blocks_too_long');
  });

  it('takes blocks at their limits', () => {
    expect(refuseBlocks(Array(4).fill(section(3000)))).toBeUndefined();
  });
});
