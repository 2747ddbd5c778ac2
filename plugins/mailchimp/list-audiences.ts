import {
  ConfigError,
  pageOfOptions,
  type AudienceOption,
  type AudiencePage,
  type AudienceQuery,
  type DestinationField,
} from '@segue/sdk';
import { isObject, textIn, type Answered } from './answers.js';
import type { MailchimpAudience } from './mailchimp.settings.js';
import type { Http } from './members.js';
import { noSuchList } from './not-found.js';
import { pagesOf } from './segments.js';

/**
 * The account's lists, or, within one of them, its static segments. Mailchimp searches neither by name.
 *
 * Source: https://mailchimp.com/developer/marketing/api/lists/get-lists-info/
 */
export async function listAudiences(http: Http, query: AudienceQuery): Promise<AudiencePage> {
  const listId = query.within?.listId;
  if (listId === undefined) return pageOfOptions(await listsOf(http), query);
  if (typeof listId === 'string' && /^[A-Za-z0-9]+$/.test(listId)) {
    return pageOfOptions(await segmentsOf(http, listId), query);
  }
  throw new ConfigError('there is no such Mailchimp list', { listId: 'must be an audience ID' });
}

/** Source: https://mailchimp.com/developer/marketing/api/list-merges/list-merge-fields/ */
export async function listFields(
  http: Http,
  { listId }: Readonly<MailchimpAudience>,
): Promise<readonly DestinationField[]> {
  const path = `/lists/${listId}/merge-fields`;
  const fields = 'merge_fields.tag,merge_fields.name,merge_fields.type,total_items';
  const found: DestinationField[] = [];
  for await (const page of pagesOf(http, path, 'merge_fields', { fields }, noSuchList)) {
    for (const field of page) {
      const [name, title, type] = [
        textIn(field, 'tag'),
        textIn(field, 'name'),
        textIn(field, 'type'),
      ];
      if (name !== '') found.push({ name, title: title || name, ...(type === '' ? {} : { type }) });
    }
  }
  return found;
}

async function listsOf(http: Http): Promise<readonly AudienceOption[]> {
  const fields = 'lists.id,lists.name,lists.stats.member_count,total_items';
  const options: AudienceOption[] = [];
  for await (const page of pagesOf(http, '/lists', 'lists', { fields }, noSuchList)) {
    for (const list of page) {
      const { stats } = list;
      options.push({
        title: textIn(list, 'name'),
        settings: { listId: textIn(list, 'id') },
        isGroup: true,
        ...sizeIn(isObject(stats) ? stats : {}),
      });
    }
  }
  return options;
}

async function segmentsOf(http: Http, listId: string): Promise<readonly AudienceOption[]> {
  const path = `/lists/${listId}/segments`;
  const fields = 'segments.name,segments.type,segments.member_count,total_items';
  const options: AudienceOption[] = [];
  for await (const page of pagesOf(http, path, 'segments', { fields }, noSuchList)) {
    for (const segment of page.filter(({ type }) => type === 'static')) {
      const name = textIn(segment, 'name');
      options.push({ title: name, settings: { listId, name }, ...sizeIn(segment) });
    }
  }
  return options;
}

const sizeIn = ({ member_count: size }: Answered): { size?: number } =>
  typeof size === 'number' ? { size } : {};
