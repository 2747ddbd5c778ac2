import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import {
  AuthError,
  ConfigError,
  parseSettings,
  RateLimitError,
  RequestError,
  TransientError,
  type Notification,
} from '@segue/sdk';
import { contextFor, itBehavesLikeANotifier, notification } from '@segue/sdk/testing';
import { slack, SlackAudience } from './index.js';

const ORIGIN = 'https://slack.com';
const HOOKS = 'https://hooks.slack.com';
const HOOK_PATH = '/services/T0001/B0001/Zm9vYmFyYmF6';
const CHANNEL = 'C0123456789';
const TS = '1768478400.000100';

const bot = { botToken: 'xoxb-1234-abcd' };
const webhook = { webhookUrl: HOOKS + HOOK_PATH };
const metadata = {
  event_type: 'segue_segment_changed',
  event_payload: { delivery_id: 'n-1' },
};

const api = (method: string, body?: nock.RequestBodyMatcher) =>
  nock(ORIGIN, { reqheaders: { authorization: 'Bearer xoxb-1234-abcd' } }).post(
    `/api/${method}`,
    body,
  );
const post = () => api('chat.postMessage');

const notify = (
  settings: object = bot,
  over: Partial<Notification> = {},
  audience: object = { channel: CHANNEL },
) =>
  slack.notify(
    contextFor(slack, settings),
    parseSettings(SlackAudience, audience),
    notification(over),
  );

describe('slack', () => {
  itBehavesLikeANotifier(slack, {
    origins: [ORIGIN],
    settings: bot,
    audience: { channel: CHANNEL },
    revoked: { status: 200, body: { ok: false, error: 'invalid_auth' } },
    throttled: {
      status: 429,
      headers: { 'Retry-After': '7' },
      body: { ok: false, error: 'ratelimited' },
    },
    arrange: () => {
      post().reply(200, { ok: true, channel: CHANNEL, ts: TS });
    },
  });

  describe('posting as a bot', () => {
    it('posts one message with the counts, its own id as metadata, and no unfurling', async () => {
      const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });
      const call = api('chat.postMessage', {
        channel: CHANNEL,
        text: 'VIP: 42 joined, 7 left, 0 changed, now 350 members',
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: 'VIP' } },
          {
            type: 'section',
            fields: [
              mrkdwn('*Joined*\n42'),
              mrkdwn('*Left*\n7'),
              mrkdwn('*Changed*\n0'),
              mrkdwn('*Size*\n350 members'),
            ],
          },
          {
            type: 'context',
            elements: [mrkdwn('Acme · 2026-01-15T12:00:00.000Z · delivery n-1')],
          },
        ],
        unfurl_links: false,
        unfurl_media: false,
        metadata,
      }).reply(200, { ok: true, channel: CHANNEL, ts: TS });

      const sent = await notify();

      expect(sent).toEqual({ externalId: TS });
      expect(call.isDone()).toBe(true);
    });

    it('asks for members only when they may be shown', async () => {
      post().reply(200, { ok: true, ts: TS });
      const asked: string[] = [];

      await notify(bot, { members: (op) => Promise.resolve(asked.push(op)).then(() => []) });

      expect(asked).toEqual([]);
    });

    it('names members where the audience says so', async () => {
      const call = api('chat.postMessage', /• person25@example\.test\\n… and 17 more/).reply(200, {
        ok: true,
        ts: TS,
      });

      await notify(bot, {}, { channel: CHANNEL, showMembers: true });

      expect(call.isDone()).toBe(true);
    });

    it('never names members in the first message of a sync', async () => {
      const call = api('chat.postMessage', (body) => !JSON.stringify(body).includes('@')).reply(
        200,
        { ok: true, ts: TS },
      );

      await notify(bot, { isFirst: true }, { channel: CHANNEL, showMembers: true });

      expect(call.isDone()).toBe(true);
    });

    it('needs a channel', async () => {
      await expect(notify(bot, {}, {})).rejects.toThrow(ConfigError);
    });

    it('calls the API at the base URL of the settings', async () => {
      const call = nock('https://proxy.test')
        .post('/slack/chat.postMessage')
        .reply(200, { ok: true, ts: TS });

      await notify({ ...bot, baseUrl: 'https://proxy.test/slack' });

      expect(call.isDone()).toBe(true);
    });

    it('counts a message without a timestamp as posted', async () => {
      post().reply(200, { ok: true });

      await expect(notify()).resolves.toEqual({});
    });

    it('does not take JSON of somebody else for a success', async () => {
      post().reply(200, { status: 'signed out' });

      await expect(notify()).rejects.toThrow(TransientError);
    });

    it('throws a hang-up as it is, so that the hub asks again with attempt 2', async () => {
      const vendor = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
      await once(vendor, 'listening');
      const baseUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;

      const error: unknown = await notify({ ...bot, baseUrl }).catch((e: unknown) => e);

      vendor.close();
      expect(error).toBeInstanceOf(TransientError);
      expect(error).toMatchObject({ isUnsent: false });
    });
  });

  describe('posting through a webhook', () => {
    const hook = () => nock(HOOKS, { badheaders: ['authorization'] }).post(HOOK_PATH);

    it('posts the message without channel and metadata', async () => {
      const keys: string[] = [];
      nock(HOOKS)
        .post(HOOK_PATH, (body: object) => keys.push(...Object.keys(body)) > 0)
        .reply(200, 'ok');

      const sent = await notify(webhook);

      expect(sent).toEqual({});
      expect(keys.sort()).toEqual(['blocks', 'text', 'unfurl_links', 'unfurl_media']);
    });

    it('sends no credential but its URL', async () => {
      const call = hook().reply(200, 'ok');

      await notify(webhook);

      expect(call.isDone()).toBe(true);
    });

    it.each([
      [403, 'invalid_token', AuthError],
      [404, 'no_service', AuthError],
      [404, 'no_team', AuthError],
      [403, 'action_prohibited', ConfigError],
      [404, 'channel_not_found', ConfigError],
      [410, 'channel_is_archived', ConfigError],
      [400, 'invalid_payload', RequestError],
      [400, 'user_not_found', RequestError],
      [429, 'rate_limited', RateLimitError],
      [500, 'rollup_error', TransientError],
      [503, '<html>down</html>', TransientError],
      [200, '<html>sign in</html>', TransientError],
    ])('takes %i %s for the right error and keeps its URL secret', async (status, body, type) => {
      hook().reply(status, body);

      const error = await notify(webhook).catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(type);
      expect(String((error as Error).stack)).not.toContain(HOOK_PATH);
    });

    it('is checked without a call', async () => {
      await expect(slack.check(contextFor(slack, webhook))).resolves.toBeUndefined();
    });
  });

  it('checks a bot token with auth.test', async () => {
    const call = api('auth.test').reply(200, { ok: true, team: 'Acme' });

    await slack.check(contextFor(slack, bot));

    expect(call.isDone()).toBe(true);
  });
});
