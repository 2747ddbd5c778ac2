import { defineDestination, RateLimitError, retryAfterMs } from '@segue/sdk';
import { isProblem } from './answers.js';
import { listAudiences, listFields } from './list-audiences.js';
import { baseUrlOf, MailchimpAudience, MailchimpSettings } from './mailchimp.settings.js';
import { addressOf } from './people.js';
import { NO_EMAIL } from './refusal.js';
import { ensureSegment, membersOf } from './segments.js';
import { CONCURRENCY, writeChanges } from './write-changes.js';

/** Mailchimp gives up after two minutes; what was given up before goes on running there. */
const TIMEOUT_MS = 120_000;

/** Mailchimp sends no Retry-After. */
const THROTTLED_MS = 30_000;

const MERGE_TAG = /^[A-Z0-9_]{1,10}$/;

/**
 * Keeps a static segment (which Mailchimp shows as a tag) of a list equal to a segment of the hub.
 *
 * No one's status is ever changed: people who are new to the list get one when they are added, and that is all. Leaving
 * takes the address out of the segment; it stays on the list.
 *
 * Two profiles with the same address are one member. When only one of them leaves, the hub has to keep the address in:
 * Mailchimp cannot know that there were two.
 *
 * Source: https://mailchimp.com/developer/marketing/api/ and https://mailchimp.com/developer/marketing/docs/fundamentals/
 */
export const mailchimp = defineDestination<MailchimpSettings, MailchimpAudience>({
  key: 'mailchimp',
  title: 'Mailchimp',
  settings: MailchimpSettings,
  audience: MailchimpAudience,
  identifiers: ['email'],
  limits: { rowsPerCall: 500 },
  pace: { concurrency: CONCURRENCY },

  http: (settings) => ({
    baseURL: baseUrlOf(settings),
    auth: { username: 'segue', password: settings.apiKey },
    timeout: TIMEOUT_MS,
  }),

  /**
   * Throttling is 429, and at high volume also a bare 403 that no API method wrote.
   *
   * Source: https://github.com/mailchimp/fern-marketing-api-docs, fern/.well-known/agent-skills/run-bulk-jobs/SKILL.md
   */
  classify: ({ status, headers, data }) => {
    if (status !== 429 && (status !== 403 || isProblem(data))) return undefined;
    const given: unknown = headers['retry-after'];
    const waitMs = given === undefined ? THROTTLED_MS : retryAfterMs(given);
    return new RateLimitError(`Mailchimp throttles this account: ${status}`, waitMs);
  },

  async check({ http }) {
    await http.get('/ping');
  },

  checkField(name) {
    if (name === 'EMAIL') return 'EMAIL is the address itself: it is always sent, do not map it';
    if (MERGE_TAG.test(name)) return undefined;
    return 'must be a Mailchimp merge tag: 1 to 10 of A–Z, 0–9 and _, e.g. FNAME';
  },

  traits: ({ consentTrait }) => (consentTrait === undefined ? [] : [consentTrait]),

  refuse: ({ op, after }) =>
    op !== 'leave' && addressOf(after) === undefined ? NO_EMAIL : undefined,

  listAudiences: ({ http }, query) => listAudiences(http, query),

  listFields: ({ http }, audience) => listFields(http, audience),

  ensureAudience: ({ http }, audience) => ensureSegment(http, audience),

  write: writeChanges,

  listMembers: ({ http }, { settings, audienceId }) =>
    membersOf(http, { listId: settings.listId, segmentId: audienceId }),
});
