import {
  answerOf,
  TransientError,
  type Context,
  type JsonObject,
  type Notification,
} from '@segue/sdk';
import { callSlack } from './call-slack.js';
import { errorCode } from './classify-answer.js';
import type { SlackSettings } from './slack.settings.js';

const METHOD = 'conversations.history';
const EVENT_TYPE = 'segue_segment_changed';

/** The hub's clock and Slack's may differ. */
const LOOK_BACK_MS = 60 * 60_000;

/** Slack advises at most 200 a page. Source: https://docs.slack.dev/reference/methods/conversations.history */
const PAGE_SIZE = 200;
const MAX_PAGES = 20;

/** The channel may be posted to, but its history may not be read. */
const UNREADABLE = ['missing_scope', 'not_in_channel', 'no_permission'];

/** What makes a message of ours findable. Source: https://docs.slack.dev/messaging/message-metadata */
export const metadataOf = ({ id }: Notification): JsonObject => ({
  event_type: EVENT_TYPE,
  event_payload: { delivery_id: id },
});

/**
 * Looks for the message of a former attempt in the channel's history.
 *
 * `unknown`: the history cannot be read (the scope `channels:history`, for private channels `groups:history`, is missing,
 * or the bot is not in the channel), or it is too long to be read to its end.
 */
export async function findMessage(
  ctx: Context<SlackSettings>,
  channel: string,
  news: Notification,
): Promise<{ readonly ts: string } | 'absent' | 'unknown'> {
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await readHistory(ctx, channel, news, cursor);
    if (answer === 'unreadable') return 'unknown';
    const ts = answer.messages.map((message) => tsOf(message, news)).find((found) => found);
    if (ts) return { ts };
    if (answer.nextCursor === '') return 'absent';
    cursor = answer.nextCursor;
  }
  return 'unknown';
}

async function readHistory(
  ctx: Context<SlackSettings>,
  channel: string,
  news: Notification,
  cursor: string,
): Promise<{ messages: readonly unknown[]; nextCursor: string } | 'unreadable'> {
  const query = new URLSearchParams({
    channel,
    oldest: ((news.at.getTime() - LOOK_BACK_MS) / 1000).toFixed(6),
    include_all_metadata: 'true',
    limit: String(PAGE_SIZE),
    ...(cursor === '' ? {} : { cursor }),
  });
  try {
    const { messages, response_metadata: next } = await callSlack(ctx, METHOD, query);
    // Without a list it is unknown what was there: to take it for an empty one would tell the news twice.
    if (!Array.isArray(messages)) throw new TransientError(`${METHOD}: the answer has no messages`);
    const nextCursor = at(next, 'next_cursor');
    return { messages, nextCursor: typeof nextCursor === 'string' ? nextCursor : '' };
  } catch (error) {
    const answer = answerOf(error);
    const code = answer && errorCode(answer.status, answer.data);
    if (code !== undefined && UNREADABLE.includes(code)) return 'unreadable';
    throw error;
  }
}

/** The message's id when it tells this news. */
function tsOf(message: unknown, { id }: Notification): string | undefined {
  const metadata = at(message, 'metadata');
  const isOurs =
    at(metadata, 'event_type') === EVENT_TYPE &&
    at(at(metadata, 'event_payload'), 'delivery_id') === id;
  const ts = at(message, 'ts');
  return isOurs && typeof ts === 'string' ? ts : undefined;
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
