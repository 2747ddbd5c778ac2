import { describe, expect, it } from '@jest/globals';
import { AuthError, RateLimitError } from '@segue/sdk';
import { classify } from './answer.js';

const answer = (status: number, data: unknown = {}, headers: Record<string, string> = {}) => ({
  status,
  data,
  headers,
});
const limit = (message: string, policyName?: string) => ({
  status: 'error',
  message,
  errorType: 'RATE_LIMIT',
  policyName,
});

const SECOND = 1_000;
const HOUR = 3_600_000;

describe('an answer of HubSpot', () => {
  it.each([
    [
      'an hour at the daily limit',
      answer(429, limit('You have reached your daily limit.', 'DAILY')),
      HOUR,
    ],
    [
      'ten seconds at the rolling limit',
      answer(
        429,
        limit('You have reached your ten_secondly_rolling limit.', 'TEN_SECONDLY_ROLLING'),
      ),
      10 * SECOND,
    ],
    [
      'a second at the limit of the search',
      answer(429, limit('You have reached your secondly limit.')),
      SECOND,
    ],
    ['ten seconds at a limit without a name', answer(429, 'slow down'), 10 * SECOND],
    [
      'as long as it is asked to, if it is',
      answer(429, limit('', 'DAILY'), { 'retry-after': '7' }),
      7 * SECOND,
    ],
    ['two seconds for a lock', answer(423), 2 * SECOND],
    ['at least two seconds for a lock', answer(423, {}, { 'retry-after': '1' }), 2 * SECOND],
    ['longer for a lock that asks for it', answer(423, {}, { 'retry-after': '9' }), 9 * SECOND],
    [
      'as long as the move to another data centre takes',
      answer(477, {}, { 'retry-after': '86400' }),
      24 * HOUR,
    ],
    ['an hour for a move without an end', answer(477), HOUR],
  ])('makes the hub wait %s', (_, given, retryAfterMs) => {
    const error = classify(given);

    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterMs });
  });

  it('names the category when the token is refused', () => {
    const error = classify(answer(401, { category: 'INVALID_AUTHENTICATION' }));

    expect(error).toBeInstanceOf(AuthError);
    expect(error?.message).toBe('HubSpot refused the access token (INVALID_AUTHENTICATION)');
  });

  it('names the scopes that the token lacks', () => {
    const error = classify(
      answer(403, {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: ['crm.objects.contacts.read'] } }],
      }),
    );

    expect(error).toBeInstanceOf(AuthError);
    expect(error?.message).toBe(
      'the access token may not read contacts (MISSING_SCOPES): it needs one of the scopes crm.objects.contacts.read',
    );
  });

  it.each([
    ['HTML', '<html>ada@example.test</html>'],
    ['other types', { category: ['ada@example.test'], errors: 'ada@example.test' }],
    [
      'personal data',
      {
        category: 'ada@example.test',
        message: 'ada@example.test',
        errors: [null, { context: { requiredScopes: ['ada@example.test', 7] } }],
      },
    ],
  ])('gets into no message when it is made of %s', (_, data) => {
    expect(classify(answer(403, data))?.message).toBe('the access token may not read contacts');
  });

  it.each([200, 207, 400, 404, 500, 502])('is left to the SDK when its status is %i', (status) => {
    expect(classify(answer(status))).toBeUndefined();
  });
});
