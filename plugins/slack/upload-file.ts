import { ConnectorError, redact, TransientError, type Context } from '@segue/sdk';
import { callSlack } from './call-slack.js';
import { escapeMarkup } from './mrkdwn.js';
import type { SlackSettings } from './slack.settings.js';

const UPLOAD_TIMEOUT_MS = 120_000;

export interface UploadedFile {
  readonly name: string;
  readonly title: string;
  readonly content: Buffer;
}

/**
 * Slack's external upload: ask for a URL, post the bytes there, then share the file. The URL is on another host; the SDK
 * sends the token only to the API's own origin.
 *
 * The first two steps leave nothing visible; the last one posts a message, so an upload that failed there may have arrived.
 *
 * Source: https://docs.slack.dev/reference/methods/files.getUploadURLExternal and
 * https://docs.slack.dev/reference/methods/files.completeUploadExternal
 */
export async function uploadFile(
  ctx: Context<SlackSettings>,
  channel: string,
  { name, title, content }: UploadedFile,
): Promise<void> {
  const { id, url } = await requestUpload(ctx, name, content.length);
  await sendBytes(ctx, url, content);
  await callSlack(ctx, 'files.completeUploadExternal', {
    files: [{ id, title }],
    channel_id: channel,
    initial_comment: escapeMarkup(title),
  });
}

/** Slack answers 200 when it took the bytes; whether the file is whole shows in the last step. */
async function sendBytes(
  { http }: Context<SlackSettings>,
  url: string,
  content: Buffer,
): Promise<void> {
  try {
    await http.post(url, content, {
      headers: { 'Content-Type': 'application/octet-stream' },
      responseType: 'text',
      timeout: UPLOAD_TIMEOUT_MS,
    });
  } catch (error) {
    throw hide(url, error);
  }
}

/** The URL is a credential of its own: whoever knows it can upload. */
function hide(url: string, error: unknown): unknown {
  if (!(error instanceof ConnectorError)) return error;
  error.message = redact(error.message, [url]);
  error.stack = redact(error.stack ?? '', [url]);
  return error;
}

/** @param length in bytes; Slack refuses content of any other length */
async function requestUpload(
  ctx: Context<SlackSettings>,
  filename: string,
  length: number,
): Promise<{ id: string; url: string }> {
  const method = 'files.getUploadURLExternal';
  const form = new URLSearchParams({ filename, length: String(length) });
  const { file_id: id, upload_url: url } = await callSlack(ctx, method, form);
  if (typeof id !== 'string' || typeof url !== 'string' || !isWebUrl(url)) {
    throw new TransientError(`${method}: the answer has no upload_url or no file_id`);
  }
  return { id, url };
}

const isWebUrl = (url: string): boolean => /^https?:/.test(url) && URL.canParse(url);
