import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { ConfigError, parseSettings, RequestError, TransientError } from '@segue/sdk';
import { contextFor } from '@segue/sdk/testing';
import { slack, SlackAudience } from './index.js';

const UPLOAD = 'https://files.slack.com';
const UPLOAD_PATH = '/upload/v1/CwABAAAAXAoAAVnX';
const CSV = Buffer.from('email\nzoë@example.test\n');

const api = (method: string, body?: nock.RequestBodyMatcher) =>
  nock('https://slack.com', { reqheaders: { authorization: 'Bearer xoxb-1-a' } }).post(
    `/api/${method}`,
    body,
  );
const offered = { ok: true, upload_url: UPLOAD + UPLOAD_PATH, file_id: 'F1' };

const upload = (
  settings: object = { botToken: 'xoxb-1-a' },
  audience: object = { channel: 'C01' },
) =>
  slack.upload!(contextFor(slack, settings), parseSettings(SlackAudience, audience), {
    name: 'vip.csv',
    title: 'VIP & <!channel>',
    content: CSV,
  });

describe('uploading the members to Slack', () => {
  it('asks for a URL by the length in bytes, sends the bytes there, and shares the file', async () => {
    const calls = [
      api('files.getUploadURLExternal', { filename: 'vip.csv', length: '24' }).reply(200, offered),
      nock(UPLOAD)
        .post(UPLOAD_PATH, CSV.toString())
        .matchHeader('content-type', 'application/octet-stream')
        .reply(200, 'OK - 24'),
      api('files.completeUploadExternal', {
        files: [{ id: 'F1', title: 'VIP & <!channel>' }],
        channel_id: 'C01',
        initial_comment: 'VIP &amp; &lt;!channel&gt;',
      }).reply(200, { ok: true, files: [{ id: 'F1' }] }),
    ];

    await upload();

    expect(calls.map((call) => call.isDone())).toEqual([true, true, true]);
  });

  it('keeps the token from the host that takes the bytes', async () => {
    api('files.getUploadURLExternal').reply(200, offered);
    const call = nock(UPLOAD, { badheaders: ['authorization'] })
      .post(UPLOAD_PATH)
      .reply(200, 'OK - 24');
    api('files.completeUploadExternal').reply(200, { ok: true });

    await upload();

    expect(call.isDone()).toBe(true);
  });

  it.each([
    [413, RequestError],
    [500, TransientError],
  ])('shares nothing and keeps the URL secret when the host answers %i', async (status, type) => {
    api('files.getUploadURLExternal').reply(200, offered);
    nock(UPLOAD).post(UPLOAD_PATH).reply(status, 'failed');
    const share = api('files.completeUploadExternal').reply(200, { ok: true });

    const error = await upload().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(type);
    expect(String((error as Error).stack)).not.toContain(UPLOAD_PATH);
    expect(share.isDone()).toBe(false);
  });

  it.each([
    { ok: true },
    { ok: true, file_id: 'F1' },
    { ok: true, upload_url: UPLOAD },
    { ok: true, file_id: 'F1', upload_url: '/upload/v1/x' },
    { ok: true, file_id: 'F1', upload_url: 'https:' },
  ])('gives up on the answer %j', async (answer) => {
    api('files.getUploadURLExternal').reply(200, answer);

    await expect(upload()).rejects.toThrow(TransientError);
  });

  it('says so when the workspace takes no files', async () => {
    api('files.getUploadURLExternal').reply(200, { ok: false, error: 'file_uploads_disabled' });

    await expect(upload()).rejects.toThrow(ConfigError);
  });

  it.each([
    ['without a channel', undefined, {}],
    ['through a webhook', { webhookUrl: 'https://hooks.slack.com/services/T1/B1/x' }, {}],
  ])('is refused %s', async (_, settings, audience) => {
    await expect(upload(settings, audience)).rejects.toThrow(ConfigError);
  });
});
