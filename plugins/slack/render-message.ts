import type { JsonValue, Member, Notification } from '@segue/sdk';
import { cut, escapeMarkup, toPlain } from './mrkdwn.js';

interface Text {
  readonly type: 'mrkdwn' | 'plain_text';
  readonly text: string;
  readonly verbatim?: true;
}

export type Block =
  | { readonly type: 'header'; readonly text: Text }
  | { readonly type: 'section'; readonly text: Text }
  | { readonly type: 'section'; readonly fields: readonly Text[] }
  | { readonly type: 'context'; readonly elements: readonly Text[] };

export interface Message {
  /** What notifications and screen readers say instead of the blocks. */
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

export interface ShownMembers {
  readonly joined: readonly Member[];
  readonly left: readonly Member[];
  /** Names of the fields that tell who a person is. */
  readonly fields: readonly string[];
}

/** Source: https://docs.slack.dev/reference/block-kit/blocks/header-block */
const HEADER_LENGTH = 150;
/** Source: https://docs.slack.dev/reference/block-kit/blocks/section-block */
const SECTION_LENGTH = 3000;

/** Most members in one list; with the two limits below it keeps the whole message under 10,000 characters. */
export const MEMBERS_SHOWN = 25;
const MEMBER_LENGTH = 150;
const CONTEXT_PART_LENGTH = 100;
/** What `… and 1,234,567,890 more` takes at most. */
const REST_LENGTH = 40;

/**
 * News as one Block Kit message of at most five blocks.
 *
 * Slack refuses a message whose blocks have about 13,200 characters together although each is legal. This one cannot have
 * more than 10,000: two lists of 3,000, a header of 150, four short numbers and a context line of 1,100.
 *
 * Source: https://github.com/slackapi/bolt-js/issues/2509
 */
export function renderMessage(news: Notification, shown?: ShownMembers): Message {
  const name = cut(news.segment.name, HEADER_LENGTH) || news.segment.key;
  const summary = news.isFirst ? firstSummary(news) : changes(news);
  return {
    text: `${escapeMarkup(name)}: ${news.isFirst ? '' : spokenChanges(news)}now ${members(news.size)}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: toPlain(name) } },
      summary,
      ...(shown ? list('Joined', shown.joined, news.joined, shown.fields) : []),
      ...(shown ? list('Left', shown.left, news.left, shown.fields) : []),
      context(news),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

const firstSummary = ({ size }: Notification): Block => ({
  type: 'section',
  text: mrkdwn(`Now *${members(size)}*`),
});

const changes = ({ joined, left, updated, size }: Notification): Block => ({
  type: 'section',
  fields: [
    mrkdwn(`*Joined*\n${count(joined)}`),
    mrkdwn(`*Left*\n${count(left)}`),
    mrkdwn(`*Changed*\n${count(updated)}`),
    mrkdwn(`*Size*\n${members(size)}`),
  ],
});

const spokenChanges = ({ joined, left, updated }: Notification): string =>
  `${count(joined)} joined, ${count(left)} left, ${count(updated)} changed, `;

const context = ({ workspace, at, id }: Notification): Block => ({
  type: 'context',
  elements: [
    mrkdwn(
      [
        escapeMarkup(cut(workspace, CONTEXT_PART_LENGTH)),
        at.toISOString(),
        `delivery ${escapeMarkup(cut(id, CONTEXT_PART_LENGTH))}`,
      ].join(' · '),
    ),
  ],
});

function list(
  title: string,
  people: readonly Member[],
  total: number,
  fields: readonly string[],
): Block[] {
  if (people.length === 0) return [];
  let text = `*${title}*`;
  let listed = 0;
  for (const person of people) {
    const line = `\n• ${escapeMarkup(cut(nameOf(person, fields), MEMBER_LENGTH))}`;
    if (text.length + line.length > SECTION_LENGTH - REST_LENGTH) break;
    text += line;
    listed += 1;
  }
  if (listed < total) text += `\n… and ${count(total - listed)} more`;
  return [{ type: 'section', text: mrkdwn(text) }];
}

function nameOf(person: Member, fields: readonly string[]): string {
  const values: JsonValue[] = fields.map((field) => {
    if (Object.hasOwn(person.fields, field)) return person.fields[field] ?? '';
    return field === 'email' ? (person.email ?? '') : '';
  });
  const shown = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return shown.filter((value) => value !== '').join(' · ') || `profile ${person.profileId}`;
}

/** Verbatim: Slack makes no links or mentions of plain words such as `@channel`. */
const mrkdwn = (text: string): Text => ({ type: 'mrkdwn', text, verbatim: true });

const number = new Intl.NumberFormat('en-US');
const count = (n: number): string => number.format(n);
const members = (n: number): string => `${count(n)} ${n === 1 ? 'member' : 'members'}`;
