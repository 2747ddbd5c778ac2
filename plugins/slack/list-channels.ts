import {
  pageOfOptions,
  TransientError,
  type AudienceOption,
  type AudiencePage,
  type AudienceQuery,
  type Context,
} from '@segue/sdk';
import { callSlack } from './call-slack.js';
import type { SlackSettings } from './slack.settings.js';

/** Source: https://docs.slack.dev/reference/methods/conversations.list ("an integer under 1000") */
const PAGE_SIZE = 999;
/** Slack takes about 20 such calls a minute; what is beyond is found by nobody who scrolls. */
const MOST_PAGES = 8;

/**
 * The channels that the bot may see, but for archived ones. Slack searches none by name. A webhook belongs to one channel, and
 * there is nothing to choose.
 *
 * Source: https://docs.slack.dev/reference/methods/conversations.list (scopes `channels:read`, `groups:read`)
 */
export async function listChannels(
  ctx: Context<SlackSettings>,
  query: AudienceQuery,
): Promise<AudiencePage> {
  if (ctx.settings.webhookUrl !== undefined) {
    const own = { title: 'The channel of the webhook', settings: {} };
    return pageOfOptions([own], { limit: query.limit });
  }
  const options: AudienceOption[] = [];
  let cursor = '';
  for (let pages = 0; pages === 0 || (cursor !== '' && pages < MOST_PAGES); pages++) {
    const answer = await callSlack(ctx, 'conversations.list', argumentsOf(cursor));
    options.push(...channelsIn(answer.channels));
    cursor = cursorIn(answer.response_metadata);
  }
  return pageOfOptions(options, query);
}

const argumentsOf = (cursor: string): URLSearchParams =>
  new URLSearchParams({
    types: 'public_channel,private_channel',
    exclude_archived: 'true',
    limit: String(PAGE_SIZE),
    ...(cursor === '' ? {} : { cursor }),
  });

/** @throws TransientError for an answer without a list: it must not pass for a workspace without channels */
function channelsIn(list: unknown): AudienceOption[] {
  if (!Array.isArray(list)) throw new TransientError('conversations.list: no channels');
  return list.filter(isObject).flatMap(({ id, name, num_members: size }) => {
    if (typeof id !== 'string' || typeof name !== 'string') return [];
    const count = typeof size === 'number' ? { size } : {};
    return [{ title: `#${name}`, settings: { channel: id }, ...count }];
  });
}

function cursorIn(metadata: unknown): string {
  const cursor = isObject(metadata) ? metadata.next_cursor : undefined;
  return typeof cursor === 'string' ? cursor : '';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
