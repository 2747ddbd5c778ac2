import { RecordError, TransientError, type ConnectorError } from '@segue/sdk';
import { objectsIn, textIn, type Answered } from './answers.js';

/** A WriteResult of an address, not yet of a change: two profiles may share one address. */
export type Outcome =
  | { readonly status: 'ok' }
  | { readonly status: 'skipped'; readonly code: string; readonly reason: string }
  | { readonly status: 'failed'; readonly error: ConnectorError };

export const OK: Outcome = { status: 'ok' };

export const NO_EMAIL = {
  code: 'NO_EMAIL',
  reason: 'the profile has no e-mail address, which is what Mailchimp knows people by',
};

export const NOT_A_MEMBER: Outcome = {
  status: 'skipped',
  code: 'NOT_A_MEMBER',
  reason: 'the address is not on the Mailchimp list',
};

/** To be tried again, unlike NOT_A_MEMBER, which waits until the person changes. */
export const NOT_YET_A_MEMBER: Outcome = {
  status: 'failed',
  error: new TransientError(
    'the address was added to the list, but its segments do not know it yet',
  ),
};

/**
 * Only the person can undo these: we leave them alone.
 *
 * Source: https://github.com/hitobito/hitobito/blob/master/spec/domain/synchronize/mailchimp/result_spec.rb ("… is already a
 * list member in compliance state due to unsubscribe, bounce, or compliance review", "… was permanently deleted").
 */
const COMPLIANCE =
  /compliance|permanently deleted|forgotten|unsubscribe|re-?subscribe|cleaned|archived|bounce/i;
const MISSING = /do(es)? not exist|not a (list )?member/i;
const BAD_ADDRESS =
  /looks fake|valid e-?mail|domain portion|username portion|address (is|was) invalid|single @/i;
const MERGE_TAG = /^[A-Z0-9_]{1,10}$/;

/**
 * What Mailchimp's refusal of one address means. There are hardly any codes, so the English text has to tell.
 *
 * @param text   the vendor's own words, which often begin with the address
 * @param field  merge tag that the words are about
 */
export function judge(text: string, field = ''): Outcome {
  if (MERGE_TAG.test(field) && field !== 'EMAIL') {
    // Not the vendor's words here: they quote the value.
    return failed('INVALID_FIELD', `Mailchimp refused the value of merge field ${field}`);
  }
  const reason = withoutAddresses(text);
  if (COMPLIANCE.test(text)) return { status: 'skipped', code: 'COMPLIANCE_STATE', reason };
  if (MISSING.test(text)) return NOT_A_MEMBER;
  if (BAD_ADDRESS.test(text)) return failed('INVALID_ADDRESS', reason);
  return failed('ADDRESS_REFUSED', `Mailchimp refused the address: ${reason}`);
}

/** The same for `application/problem+json`, where `errors` names the fields: `[{ field, message }]`. */
export function judgeProblem(problem: Answered): Outcome {
  const tag = objectsIn(problem, 'errors')
    .map((error) => textIn(error, 'field'))
    .find((field) => MERGE_TAG.test(field));
  return judge(`${textIn(problem, 'title')}: ${textIn(problem, 'detail')}`, tag);
}

const failed = (code: string, message: string): Outcome => ({
  status: 'failed',
  error: new RecordError(code, message),
});

const LONGEST_REASON = 200;

const withoutAddresses = (text: string): string =>
  text.replace(/\S*@\S*/g, 'the address').slice(0, LONGEST_REASON);
