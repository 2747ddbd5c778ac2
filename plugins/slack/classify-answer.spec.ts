import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { AuthError, ConfigError, RequestError, TransientError } from '@segue/sdk';
import { contextFor } from '@segue/sdk/testing';
import { slack } from './index.js';

const answer = (status: number, body: nock.Body, headers = {}) =>
  nock('https://slack.com').post('/api/auth.test').reply(status, body, headers);
const check = () => slack.check(contextFor(slack, { botToken: 'xoxb-1234-abcd' }));

describe('errors of the Web API', () => {
  it.each([
    ['invalid_auth', AuthError],
    ['not_authed', AuthError],
    ['account_inactive', AuthError],
    ['token_revoked', AuthError],
    ['token_expired', AuthError],
    ['missing_scope', AuthError],
    ['no_permission', AuthError],
    ['ekm_access_denied', AuthError],
    ['internal_error', TransientError],
    ['fatal_error', TransientError],
    ['service_unavailable', TransientError],
    ['request_timeout', TransientError],
    ['team_added_to_org', TransientError],
    ['org_login_required', TransientError],
    ['channel_not_found', ConfigError],
    ['not_in_channel', ConfigError],
    ['is_archived', ConfigError],
    ['restricted_action', ConfigError],
    ['restricted_action_read_only_channel', ConfigError],
    ['invalid_blocks', RequestError],
    ['msg_blocks_too_long', RequestError],
  ])('%s in an HTTP 200 is a %p', async (error, type) => {
    answer(200, { ok: false, error });

    await expect(check()).rejects.toThrow(type);
  });

  it.each(['ratelimited', 'rate_limited'])(
    '%s waits as long as Retry-After says',
    async (error) => {
      answer(200, { ok: false, error }, { 'Retry-After': '30' });

      await expect(check()).rejects.toMatchObject({
        code: 'RATE_LIMITED',
        retryAfterMs: 30_000,
      });
    },
  );

  it('says which scope is missing', async () => {
    answer(200, { ok: false, error: 'missing_scope', needed: 'chat:write' });

    await expect(check()).rejects.toThrow('the app needs the scope chat:write');
  });

  it('says what to do about a channel without the bot', async () => {
    answer(200, { ok: false, error: 'not_in_channel' });

    await expect(check()).rejects.toThrow('invite it with /invite');
  });

  it('reports a refusal with the status of the answer', async () => {
    answer(200, { ok: false, error: 'no_text' });

    await expect(check()).rejects.toMatchObject({ code: 'REQUEST_REJECTED', status: 200 });
  });

  it.each([[undefined], [42], ['Ada Lovelace <ada@example.test>']])(
    'repeats nothing that is no error code: %p',
    async (error) => {
      answer(200, { ok: false, error });

      await expect(check()).rejects.toThrow(/^Slack answered unknown_error$/);
    },
  );

  it('judges an outage by its status even when it carries an unknown code', async () => {
    answer(503, { ok: false, error: 'upstream_gone' });

    await expect(check()).rejects.toThrow(TransientError);
  });
});
