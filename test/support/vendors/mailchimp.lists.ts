import { createHash } from 'node:crypto';
import type { VendorAnswer, VendorRequest } from './vendor-server.js';

export type MemberStatus =
  'subscribed' | 'unsubscribed' | 'cleaned' | 'pending' | 'transactional' | 'archived';

export interface SimulatedMember {
  readonly id: string;
  readonly email_address: string;
  status: MemberStatus;
  merge_fields: Record<string, unknown>;
}

export interface Segment {
  readonly id: number;
  readonly name: string;
  readonly type: 'static' | 'saved';
  /** Hashes of members. */
  readonly members: Set<string>;
}

export interface MergeField {
  readonly tag: string;
  readonly name: string;
  readonly type: string;
}

export interface List {
  readonly name: string;
  readonly mergeFields: readonly MergeField[];
  readonly members: Map<string, SimulatedMember>;
  /** Hashes of addresses that were deleted for good: only the person can bring them back. */
  readonly forgotten: Set<string>;
  readonly segments: Segment[];
  readonly requiredFields: readonly string[];
}

export type Json = Record<string, unknown>;

export const MOST_ROWS = 500;
export const SUPPRESSED: readonly MemberStatus[] = ['unsubscribed', 'cleaned'];

/** Which query parameter of "list members in segment" a status needs to be shown. */
const SHOWN_BY: Partial<Record<MemberStatus, string>> = {
  cleaned: 'include_cleaned',
  transactional: 'include_transactional',
  unsubscribed: 'include_unsubscribed',
};

const EXISTS = 'ERROR_CONTACT_EXISTS';

export const hashOf = (email: string): string =>
  createHash('md5').update(email.toLowerCase()).digest('hex');

export function insert(list: List, email: string, status: MemberStatus, mergeFields: Json) {
  const member = { id: hashOf(email), email_address: email, status, merge_fields: mergeFields };
  list.members.set(member.id, member);
  return member;
}

const insertRow = (list: List, row: Json, status = row.status): SimulatedMember =>
  insert(list, String(row.email_address), status as MemberStatus, {
    ...(row.merge_fields as Json | undefined),
  });

/** Why nobody can be added with this row, whether they exist or not. */
function refusalOf(list: List, row: Json, query: URLSearchParams): Json | undefined {
  const email = String(row.email_address);
  const fields = (row.merge_fields ?? {}) as Json;
  const isLenient = query.get('skip_merge_validation') === 'true';
  const missing = isLenient ? undefined : list.requiredFields.find((tag) => !fields[tag]);
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    return refused(row, 'Please provide a valid email address.');
  }
  if (/^fake@/i.test(email)) {
    return refused(row, 'looks fake or invalid, please enter a real email address.');
  }
  if (list.forgotten.has(hashOf(email))) {
    return refused(row, 'was permanently deleted and cannot be re-imported.');
  }
  if (missing) return { ...refused(row, 'Please enter a value'), field: missing };
  return badTagIn(fields) ? refused(row, 'Your merge fields were invalid.') : undefined;
}

const badTagIn = (fields: Json): string | undefined =>
  Object.keys(fields).find((tag) => !/^[A-Z0-9_]{1,10}$/.test(tag));

const refused = (row: Json, words: string, code = 'ERROR_GENERIC'): Json => ({
  email_address: row.email_address,
  error: `${String(row.email_address)} ${words}`,
  error_code: code,
  field: '',
  field_message: '',
});

/** Rows are taken or refused one by one; `update_existing` lets the row's status overwrite the member's. */
export function createMembers(list: List, { body, query }: VendorRequest): VendorAnswer {
  const { members = [], update_existing: mayUpdate } = body as { members?: Json[] } & Json;
  if (members.length > MOST_ROWS) return problem(400, 'Invalid Resource', 'More than 500 members');
  const answer = { created: [] as Json[], updated: [] as Json[], errors: [] as Json[] };
  const seen = new Set<string>();
  for (const row of members) {
    const email = String(row.email_address);
    if (seen.has(hashOf(email)) && query.get('skip_duplicate_check') === 'true') continue;
    seen.add(hashOf(email));
    const known = list.members.get(hashOf(email));
    const refusal =
      refusalOf(list, row, query) ??
      (known && mayUpdate !== true ? refused(row, 'is already a list member', EXISTS) : undefined);
    if (refusal) answer.errors.push(refusal);
    else if (!known) answer.created.push({ ...insertRow(list, row) });
    else {
      const { status = 200, body: problemBody } = changeMember(known, row);
      if (status === 200) answer.updated.push({ ...known });
      else answer.errors.push(refused(row, String((problemBody as Json).detail)));
    }
  }
  return {
    body: {
      new_members: answer.created,
      updated_members: answer.updated,
      errors: answer.errors,
      total_created: answer.created.length,
      total_updated: answer.updated.length,
      error_count: answer.errors.length,
    },
  };
}

/** By hash or by address, as the API takes both. */
export function withMember(
  list: List,
  name = '',
  handler: (member: SimulatedMember) => VendorAnswer,
): VendorAnswer {
  const member = list.members.get(name) ?? list.members.get(hashOf(name));
  return member ? handler(member) : notFound();
}

export function changeMember(
  member: SimulatedMember,
  { status, merge_fields }: Json,
): VendorAnswer {
  if (status === 'subscribed' && SUPPRESSED.includes(member.status)) {
    const detail = `${member.email_address} is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.`;
    return problem(400, 'Member In Compliance State', detail);
  }
  if (badTagIn((merge_fields ?? {}) as Json)) {
    return problem(400, 'Invalid Resource', 'Your merge fields were invalid.');
  }
  if (status !== undefined) member.status = status as MemberStatus;
  member.merge_fields = { ...member.merge_fields, ...(merge_fields as Json | undefined) };
  return { body: member };
}

export function putMember(list: List, body: Json): VendorAnswer {
  const email = String(body.email_address);
  const known = list.members.get(hashOf(email));
  if (known) return changeMember(known, body);
  if (list.forgotten.has(hashOf(email))) {
    return problem(400, 'Forgotten Email Not Subscribed', `${email} was permanently deleted`);
  }
  return { body: insertRow(list, body, body.status_if_new ?? body.status) };
}

/** At most 1,000 a page, 10 without `count`. */
function page<T>(items: readonly T[], query: URLSearchParams): T[] {
  const offset = Number(query.get('offset') ?? 0);
  return items.slice(offset, offset + Math.min(Number(query.get('count') ?? 10), 1000));
}

export function listSegments(list: List, { query }: VendorRequest): VendorAnswer {
  const type = query.get('type');
  const all = list.segments.filter((segment) => type === null || segment.type === type);
  const segments = page(all, query).map(({ members, ...segment }) => ({
    ...segment,
    member_count: members.size,
  }));
  return { body: { segments, total_items: all.length } };
}

export function listLists(
  lists: ReadonlyMap<string, List>,
  { query }: VendorRequest,
): VendorAnswer {
  const all = [...lists].map(([id, { name, members }]) => ({
    id,
    name,
    stats: { member_count: members.size },
  }));
  return { body: { lists: page(all, query), total_items: all.length } };
}

export const listMergeFields = ({ mergeFields }: List, { query }: VendorRequest): VendorAnswer => ({
  body: { merge_fields: page(mergeFields, query), total_items: mergeFields.length },
});

export function listSegmentMembers(list: List, { params, query }: VendorRequest): VendorAnswer {
  const segment = list.segments.find(({ id }) => String(id) === params.segment);
  if (!segment) return notFound();
  const all = [...segment.members]
    .flatMap((id) => list.members.get(id) ?? [])
    .filter(({ status }) => {
      const parameter = SHOWN_BY[status];
      return parameter === undefined || query.get(parameter) === 'true';
    });
  return { body: { members: page(all, query), total_items: all.length } };
}

export const problem = (status: number, title: string, detail = title): VendorAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  body: { type: 'https://mailchimp.com/developer/marketing/docs/errors/', title, status, detail },
});

export const notFound = (): VendorAnswer =>
  problem(404, 'Resource Not Found', 'The requested resource could not be found.');
