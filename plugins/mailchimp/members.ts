import { answerOf, RequestError, type Context } from '@segue/sdk';
import { answerWith, isProblem, objectsIn, textIn, type Answered } from './answers.js';
import type { MailchimpSettings } from './mailchimp.settings.js';
import { isNotFound, noSuchList, unlessMissing } from './not-found.js';
import { memberIdOf, toMergeFields, type Person } from './people.js';
import { judge, judgeProblem, type Outcome } from './refusal.js';

export type Http = Context<MailchimpSettings>['http'];

/** Required merge fields are the list's wish for its sign-up form; a profile without one is a member all the same. */
const WITHOUT_REQUIRED_FIELDS = { skip_merge_validation: true };

/**
 * Puts people on the list who are not on it, and touches nobody who is: the endpoint has no `status_if_new`, and
 * `update_existing` would overwrite the status of members.
 *
 * Source: https://mailchimp.com/developer/marketing/api/lists/batch-subscribe-or-unsubscribe/ (at most 500 members)
 *
 * @returns the addresses that are new, and those that cannot be added; all others were on the list before
 * @throws ConfigError when there is no such list
 */
export async function createMembers(
  http: Http,
  listId: string,
  people: readonly Person[],
  statusOf: (person: Person) => 'subscribed' | 'transactional',
): Promise<{ created: ReadonlySet<string>; refused: ReadonlyMap<string, Outcome> }> {
  const members = people.map((person) => ({
    email_address: person.address,
    status: statusOf(person),
    ...(hasFields(person) ? { merge_fields: toMergeFields(person.fields) } : {}),
  }));
  const params = { ...WITHOUT_REQUIRED_FIELDS, skip_duplicate_check: true };
  const { data } = await unlessMissing(
    http.post<unknown>(`/lists/${listId}`, { members, update_existing: false }, { params }),
    noSuchList,
  );

  const answer = answerWith(data, ['new_members', 'errors']);
  const created = objectsIn(answer, 'new_members').map((member) => addressIn(member));
  const refused = objectsIn(answer, 'errors')
    .filter((error) => error.error_code !== 'ERROR_CONTACT_EXISTS')
    .map(
      (error) => [addressIn(error), judge(textIn(error, 'error'), textIn(error, 'field'))] as const,
    );
  return { created: new Set(created), refused: new Map(refused) };
}

/**
 * Sets the merge fields of a member. Carries no `status`, so what the person chose stays.
 *
 * Source: https://mailchimp.com/developer/marketing/api/list-members/update-list-member/
 */
export async function setMergeFields(
  http: Http,
  listId: string,
  { address, fields }: Person,
): Promise<Outcome | 'missing'> {
  try {
    await http.patch(
      `/lists/${listId}/members/${memberIdOf(address)}`,
      { merge_fields: toMergeFields(fields) },
      { params: WITHOUT_REQUIRED_FIELDS },
    );
    return { status: 'ok' };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (isNotFound(error)) return 'missing';
    const problem = answerOf(error)?.data;
    return isProblem(problem) ? judgeProblem(problem) : { status: 'failed', error };
  }
}

export const hasFields = ({ fields }: Person): boolean => Object.keys(fields).length > 0;

const addressIn = (answer: Answered): string => textIn(answer, 'email_address').toLowerCase();
