import {
  ConfigError,
  defineDestination,
  TransientError,
  type Context,
  type Notification,
  type NotifyResult,
} from '@segue/sdk';
import { callSlack, JSON_HEADERS } from './call-slack.js';
import { classifyAnswer } from './classify-answer.js';
import { findMessage, metadataOf } from './find-message.js';
import { listChannels } from './list-channels.js';
import { MEMBERS_SHOWN, renderMessage, type Message } from './render-message.js';
import { SlackAudience, SlackSettings } from './slack.settings.js';
import { uploadFile } from './upload-file.js';

/**
 * Posts what changed in a segment to a Slack channel: through a bot, or through an incoming webhook.
 *
 * Slack has no idempotency key. A bot therefore looks for its former attempt in the channel before it posts again; where
 * that cannot be looked up, nothing is posted again: rather no message than two.
 *
 * Source: https://docs.slack.dev/reference/methods/chat.postMessage
 */
export const slack = defineDestination<SlackSettings, SlackAudience>({
  key: 'slack',
  title: 'Slack',
  settings: SlackSettings,
  audience: SlackAudience,
  /** What a list of members may show: nothing else about a person is news. */
  identifiers: ['email', 'userId'],

  /** Posting: about one a second and channel. Source: https://docs.slack.dev/apis/web-api/rate-limits */
  pace: { requests: 1, perMs: 1000 },

  http: ({ botToken, baseUrl = 'https://slack.com/api' }) =>
    botToken === undefined
      ? {}
      : { baseURL: baseUrl, headers: { Authorization: `Bearer ${botToken}` } },

  classify: classifyAnswer,

  /** Assumption: Slack offers no call that tries a webhook without posting, so only its form is known to be right. */
  async check(ctx) {
    if (ctx.settings.webhookUrl === undefined) {
      await callSlack(ctx, 'auth.test', {});
    } else {
      ctx.log.info(
        'a webhook cannot be tried without posting: only the form of its URL is checked',
      );
    }
  },

  listAudiences: listChannels,

  notify: (ctx, audience, news) =>
    ctx.settings.webhookUrl === undefined
      ? notifyAsBot(ctx, audience, news)
      : notifyByWebhook(ctx, ctx.settings.webhookUrl, audience, news),

  async upload(ctx, audience, file) {
    if (ctx.settings.webhookUrl !== undefined) {
      throw new ConfigError('a Slack webhook cannot upload files: use a bot token', {
        botToken: 'is needed to upload files',
      });
    }
    await uploadFile(ctx, channelOf(audience), file);
  },
});

async function notifyAsBot(
  ctx: Context<SlackSettings>,
  audience: Readonly<SlackAudience>,
  news: Notification,
): Promise<NotifyResult> {
  const channel = channelOf(audience);
  if (news.attempt > 1) {
    const former = await findMessage(ctx, channel, news);
    if (former === 'unknown') return keepSilent(ctx, news);
    if (former !== 'absent') return { externalId: former.ts };
  }
  const message = await toMessage(audience, news);
  const metadata = metadataOf(news);
  const { ts } = await callSlack(ctx, 'chat.postMessage', { channel, ...message, metadata });
  return typeof ts === 'string' ? { externalId: ts } : {};
}

/** Without metadata: a webhook cannot read what it posted. */
async function notifyByWebhook(
  ctx: Context<SlackSettings>,
  url: string,
  audience: Readonly<SlackAudience>,
  news: Notification,
): Promise<NotifyResult> {
  if (news.attempt > 1) return keepSilent(ctx, news);
  const message = await toMessage(audience, news);
  const { data } = await ctx.http.post<unknown>(url, message, {
    headers: JSON_HEADERS,
    responseType: 'text',
  });
  if (data !== 'ok') throw new TransientError('the webhook answered something else than "ok"');
  return {};
}

function keepSilent({ log }: Context<SlackSettings>, { id }: Notification): NotifyResult {
  log.warn('not posted again: it cannot be looked up whether the former attempt arrived', {
    deliveryId: id,
  });
  return { isUncertain: true };
}

async function toMessage(
  { showMembers, memberFields }: Readonly<SlackAudience>,
  news: Notification,
): Promise<Message> {
  if (!showMembers || news.isFirst) return renderMessage(news);
  const joined = await news.members('join', MEMBERS_SHOWN);
  const left = await news.members('leave', MEMBERS_SHOWN);
  return renderMessage(news, { joined, left, fields: memberFields });
}

/** @throws ConfigError without one: the audience's own validation does not know whether there is a bot token */
function channelOf({ channel }: Readonly<SlackAudience>): string {
  if (channel !== undefined) return channel;
  throw new ConfigError('with a bot token, the audience needs a channel', {
    channel: 'is required with a bot token, e.g. C0123456789',
  });
}
