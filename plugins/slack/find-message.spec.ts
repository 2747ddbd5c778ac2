import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { AuthError, parseSettings, RateLimitError, TransientError } from '@segue/sdk';
import { clearLog, contextFor, logged, notification } from '@segue/sdk/testing';
import { slack, SlackAudience } from './index.js';

const CHANNEL = 'C0123456789';
const TS = '1768478400.000100';
const HOOK = 'https://hooks.slack.com/services/T0001/B0001/Zm9vYmFyYmF6';

const metadata = {
  event_type: 'segue_segment_changed',
  event_payload: { delivery_id: 'n-1' },
};

const api = (method: string, body?: nock.RequestBodyMatcher) =>
  nock('https://slack.com').post(`/api/${method}`, body);
const post = () => api('chat.postMessage');
const history = (cursor?: string) =>
  api('conversations.history', {
    channel: CHANNEL,
    oldest: '1768474800.000000',
    include_all_metadata: 'true',
    limit: '200',
    ...(cursor === undefined ? {} : { cursor }),
  });

const notifyAgain = (settings: object = { botToken: 'xoxb-1234-abcd' }) =>
  slack.notify(
    contextFor(slack, settings),
    parseSettings(SlackAudience, { channel: CHANNEL }),
    notification({ attempt: 2 }),
  );

describe('after an attempt whose outcome is unknown', () => {
  const ours = { ts: TS, metadata };
  const others = [
    { ts: '1', text: 'hello' },
    null,
    { ts: '2', metadata: { event_type: 'other', event_payload: { delivery_id: 'n-1' } } },
    { ts: '3', metadata: { ...metadata, event_payload: { delivery_id: 'n-2' } } },
  ];

  it('returns the message that it finds and posts nothing', async () => {
    history().reply(200, { ok: true, messages: [...others, ours] });

    await expect(notifyAgain()).resolves.toEqual({ externalId: TS });
  });

  it('looks on the next page', async () => {
    const next = { response_metadata: { next_cursor: 'bmV4dA==' } };
    history().reply(200, { ok: true, messages: others, ...next });
    history('bmV4dA==').reply(200, { ok: true, messages: [ours] });

    await expect(notifyAgain()).resolves.toEqual({ externalId: TS });
  });

  it('posts when the message is not there', async () => {
    history().reply(200, {
      ok: true,
      messages: others,
      response_metadata: { next_cursor: '' },
    });
    post().reply(200, { ok: true, ts: '1768478401.000200' });

    await expect(notifyAgain()).resolves.toEqual({ externalId: '1768478401.000200' });
  });

  it.each(['missing_scope', 'not_in_channel', 'no_permission'])(
    'posts nothing and warns when the history says %s',
    async (error) => {
      clearLog();
      history().reply(200, { ok: false, error, needed: 'channels:history' });

      const sent = await notifyAgain();

      expect(sent).toEqual({ isUncertain: true });
      expect(logged()).toContain('not posted again');
    },
  );

  it('posts nothing when the history has no end', async () => {
    const page = { ok: true, messages: [], response_metadata: { next_cursor: 'again' } };
    history().reply(200, page);
    history('again').times(19).reply(200, page);

    await expect(notifyAgain()).resolves.toEqual({ isUncertain: true });
  });

  it.each([
    [{ ok: true }, TransientError],
    [{ ok: false, error: 'internal_error' }, TransientError],
    [{ ok: false, error: 'token_revoked' }, AuthError],
    [{ ok: false, error: 'ratelimited' }, RateLimitError],
  ])('posts nothing when the history answers %j', async (body, type) => {
    history().reply(200, body);

    await expect(notifyAgain()).rejects.toThrow(type);
  });

  it('posts nothing through a webhook and warns', async () => {
    clearLog();

    const sent = await notifyAgain({ webhookUrl: HOOK });

    expect(sent).toEqual({ isUncertain: true });
    expect(logged()).toContain('not posted again');
  });
});
