import { TransientError, type Context } from '@segue/sdk';
import { isObject } from './answer.js';
import { INTERNAL_PROPERTIES } from './contact.js';
import type { HubspotSettings } from './settings.js';

/** HubSpot also has date-versioned paths, e.g. `/crm/objects/2026-03/contacts`, with the same bodies. */
export const CONTACTS = '/crm/v3/objects/contacts';

/** The most that HubSpot gives at once. Source: https://developers.hubspot.com/docs/api-reference/search/guide */
const SEARCH_LIMIT = 200;
/** Source: https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide */
const LIST_LIMIT = 100;

export interface ContactPage {
  /** As they came: anything may be in it. */
  readonly results: readonly unknown[];
  /** Where the next page begins; undefined after the last one. */
  readonly after?: string;
}

/**
 * All contacts, or all in the recycle bin, in an order and at a pace of HubSpot's own: it knows neither filters nor a limit
 * on how many there are.
 */
export async function listContacts(
  { http, settings }: Context<HubspotSettings>,
  { archived, after }: { readonly archived: boolean; readonly after?: string },
): Promise<ContactPage> {
  const properties = archived ? ['hs_object_id'] : requested(settings);
  const { data } = await http.get<unknown>(CONTACTS, {
    params: { limit: LIST_LIMIT, after, archived, properties: properties.join(',') },
  });
  const page = parsePage(data);
  if (page.after !== undefined && page.after === after) {
    throw new TransientError('HubSpot gave the same page of contacts twice');
  }
  return page;
}

export interface SearchRange {
  /** Unix ms, both ends included. */
  readonly since: number;
  readonly until: number;
  /** Only contacts with a higher id than this. */
  readonly afterId?: string;
  /** Cursor among these. */
  readonly after?: string;
}

/** Contacts that were last changed in this range, by ascending id. */
export async function searchContacts(
  { http, settings }: Context<HubspotSettings>,
  { since, until, afterId, after }: SearchRange,
): Promise<ContactPage> {
  const filters = [
    { propertyName: 'lastmodifieddate', operator: 'GTE', value: String(since) },
    { propertyName: 'lastmodifieddate', operator: 'LTE', value: String(until) },
    ...(afterId === undefined
      ? []
      : [{ propertyName: 'hs_object_id', operator: 'GT', value: afterId }]),
  ];
  const { data } = await http.post<unknown>(`${CONTACTS}/search`, {
    filterGroups: [{ filters }],
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    properties: requested(settings),
    limit: SEARCH_LIMIT,
    ...(after === undefined ? {} : { after }),
  });
  return parsePage(data);
}

/**
 * The contacts that these ids (at most 100) lead to now. The id of a contact that was merged leads to the one it went into;
 * what is in the recycle bin is left out.
 *
 * Source: https://community.hubspot.com/t5/APIs-Integrations/Question-about-using-batch-read-API/m-p/1101616
 */
export async function readContacts(
  { http }: Context<HubspotSettings>,
  ids: readonly string[],
): Promise<readonly unknown[]> {
  const { data } = await http.post<unknown>(`${CONTACTS}/batch/read`, {
    inputs: ids.map((id) => ({ id })),
    properties: ['hs_calculated_merged_vids', 'hs_merged_object_ids'],
    propertiesWithHistory: [],
  });
  return parsePage(data).results;
}

const requested = ({ properties }: HubspotSettings): readonly string[] => [
  ...new Set([...INTERNAL_PROPERTIES, ...properties]),
];

/** Strict about `paging`: a cursor that is overlooked would end the read in silence. */
function parsePage(data: unknown): ContactPage {
  if (!isObject(data) || !Array.isArray(data['results'])) {
    throw new TransientError('HubSpot answered without results');
  }
  const results: readonly unknown[] = data['results'];
  const next = isObject(data['paging']) ? data['paging']['next'] : undefined;
  if (next === undefined || next === null) return { results };

  const after = isObject(next) ? next['after'] : undefined;
  if (typeof after !== 'string' && typeof after !== 'number') {
    throw new TransientError('HubSpot answered with a next page but without its cursor');
  }
  return { results, after: String(after) };
}
