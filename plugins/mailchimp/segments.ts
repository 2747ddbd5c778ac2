import {
  ConfigError,
  TransientError,
  type AudienceMember,
  type ConnectorError,
  type JsonObject,
} from '@segue/sdk';
import { answerWith, isObject, objectsIn, textIn, type Answered } from './answers.js';
import type { MailchimpAudience } from './mailchimp.settings.js';
import type { Http } from './members.js';
import { noSuchList, unlessMissing } from './not-found.js';
import { judge, type Outcome } from './refusal.js';

/** Source: https://mailchimp.com/developer/marketing/docs/methods-parameters/#pagination ("maximum is 1000") */
const PAGE_SIZE = 1000;

/**
 * Finds the static segment of this very name, or makes an empty one. All types of segment are looked through: two segments
 * of one name would be told apart by nobody in Mailchimp’s own screens.
 *
 * Source: https://mailchimp.com/developer/marketing/api/list-segments/list-segments/ and …/add-segment/
 */
export async function ensureSegment(
  http: Http,
  { listId, name }: Readonly<MailchimpAudience>,
): Promise<string> {
  const path = `/lists/${listId}/segments`;
  const fields = 'segments.id,segments.name,segments.type,total_items';
  let isTaken = false;
  for await (const segments of pagesOf(http, path, 'segments', { fields }, noSuchList)) {
    const namesakes = segments.filter((segment) => segment.name === name);
    const found = namesakes.find(({ type }) => type === 'static');
    if (found) return idOf(found);
    isTaken ||= namesakes.length > 0;
  }
  if (isTaken) {
    throw new ConfigError('the Mailchimp list has a segment of this name that is not static', {
      name: 'is taken by a segment with conditions: rename that one, or use another name',
    });
  }
  const { data } = await http.post<unknown>(path, { name, static_segment: [] });
  return idOf(data);
}

/**
 * Adds to and removes from the static segment; who is on the list, and in which state, stays as it is.
 *
 * Source: https://mailchimp.com/developer/marketing/api/list-segments/batch-add-or-remove-members/ (at most 500 each)
 * Assumption: an address that was in the segment before may be missing in `members_added`, so whoever is not in `errors` is
 * taken for a member.
 *
 * @returns what was refused: `errors` is `[{ email_addresses, error }]`
 */
export async function changeSegment(
  http: Http,
  { listId, segmentId }: { readonly listId: string; readonly segmentId: string },
  add: readonly string[],
  remove: readonly string[],
): Promise<ReadonlyMap<string, Outcome>> {
  const body = { members_to_add: add, members_to_remove: remove };
  const { data } = await unlessMissing(
    http.post<unknown>(`/lists/${listId}/segments/${segmentId}`, body),
    segmentGone,
  );
  const answer = answerWith(data, ['members_added', 'members_removed', 'errors']);
  return new Map(
    objectsIn(answer, 'errors').flatMap((error) => {
      const outcome = judge(textIn(error, 'error'));
      return addressesIn(error).map((address) => [address, outcome] as const);
    }),
  );
}

/**
 * Everybody in the segment. Without the three switches Mailchimp leaves out whoever does not receive marketing, and with
 * them all whom we added as `transactional`.
 *
 * Source: https://mailchimp.com/developer/marketing/api/list-segment-members/list-members-in-segment/
 */
export async function* membersOf(
  http: Http,
  { listId, segmentId }: { readonly listId: string; readonly segmentId: string },
): AsyncGenerator<readonly AudienceMember[], void, void> {
  const path = `/lists/${listId}/segments/${segmentId}/members`;
  const params = {
    fields: 'members.id,members.email_address,members.merge_fields,total_items',
    include_transactional: true,
    include_unsubscribed: true,
    include_cleaned: true,
  };
  for await (const members of pagesOf(http, path, 'members', params, segmentGone)) {
    yield members.map(toMember);
  }
}

/** All pages of a list in Mailchimp's answers. */
export async function* pagesOf(
  http: Http,
  path: string,
  key: 'segments' | 'members' | 'lists' | 'merge_fields',
  query: Readonly<Record<string, string | boolean>>,
  missing: () => ConnectorError,
): AsyncGenerator<readonly Answered[], void, void> {
  for (let offset = 0, total = 1; offset < total;) {
    const params = { ...query, count: PAGE_SIZE, offset };
    const { data } = await unlessMissing(http.get<unknown>(path, { params }), missing);
    const answer = answerWith(data, [key]);
    const items = objectsIn(answer, key);
    if (items.length === 0) return;
    yield items;
    offset += items.length;
    total = totalIn(answer);
  }
}

/** Of all pages. Without it the rest would be taken for absent. */
function totalIn({ total_items: total }: Answered): number {
  if (typeof total === 'number') return total;
  throw new TransientError('Mailchimp’s answer has no total_items');
}

function toMember(member: Answered): AudienceMember {
  const { id, email_address: email, merge_fields: fields } = member;
  return {
    ...(typeof id === 'string' ? { externalId: id } : {}),
    ...(typeof email === 'string' ? { email } : {}),
    ...(isObject(fields) ? { fields: fields as JsonObject } : {}),
  };
}

function idOf(segment: unknown): string {
  const id = isObject(segment) ? segment.id : undefined;
  if (typeof id !== 'number' && typeof id !== 'string') {
    throw new TransientError('Mailchimp’s answer has no segment id');
  }
  return String(id);
}

/** Somebody deleted it after this run began; the next run makes it anew. */
const segmentGone = (): TransientError =>
  new TransientError('the static segment was deleted at Mailchimp');

const addressesIn = ({ email_addresses: list }: Answered): readonly string[] =>
  Array.isArray(list)
    ? list.filter((item) => typeof item === 'string').map((item) => item.toLowerCase())
    : [];
