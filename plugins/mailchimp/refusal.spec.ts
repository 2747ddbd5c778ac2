import { describe, expect, it } from '@jest/globals';
import { judge, judgeProblem } from './refusal.js';

const ADDRESS = 'Ada.Love+1@example.test';

describe('judge', () => {
  it.each([
    'is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.',
    'is already a list member in compliance state due to unsubscribe, bounce, or compliance review.',
    'was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.',
    'has unsubscribed',
    'was cleaned',
    'is archived',
  ])('leaves out, without naming them, a person who %s', (words) => {
    expect(judge(`${ADDRESS} ${words}`)).toEqual({
      status: 'skipped',
      code: 'COMPLIANCE_STATE',
      reason: `the address ${words}`,
    });
  });

  it('leaves out an address that is not on the list', () => {
    expect(judge('Email addresses do not exist in the list')).toMatchObject({
      status: 'skipped',
      code: 'NOT_A_MEMBER',
    });
  });

  it.each([
    [`${ADDRESS} looks fake or invalid, please enter a real email address.`, 'INVALID_ADDRESS'],
    ['Please provide a valid email address.', 'INVALID_ADDRESS'],
    [
      'The domain portion of the email address is invalid (the portion after the @: x)',
      'INVALID_ADDRESS',
    ],
    [`${ADDRESS} has signed up to a lot of lists very recently`, 'ADDRESS_REFUSED'],
    ['', 'ADDRESS_REFUSED'],
  ])('fails one address for "%s" as %s', (words, code) => {
    const outcome = judge(words);

    expect(outcome).toMatchObject({ status: 'failed', error: { code } });
    expect(String(Reflect.get(outcome, 'error'))).not.toContain('@');
  });
});

describe('judgeProblem', () => {
  it('names the refused field, never its value', () => {
    const outcome = judgeProblem({
      title: 'Invalid Resource',
      detail: 'Your merge fields were invalid.',
      errors: [
        { field: '', message: 'z?' },
        { field: 'GENDER', message: 'not z' },
      ],
    });

    expect(outcome).toMatchObject({
      status: 'failed',
      error: {
        code: 'INVALID_FIELD',
        message: 'Mailchimp refused the value of merge field GENDER',
      },
    });
  });

  it('reads the title as well as the detail', () => {
    expect(judgeProblem({ title: 'Member In Compliance State', status: 400 })).toMatchObject({
      code: 'COMPLIANCE_STATE',
    });
  });
});
