import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import {
  ConfigError,
  parseSettings,
  RateLimitError,
  RequestError,
  TransientError,
  type Change,
} from '@segue/sdk';
import { join, leave, update, writeTo } from '@segue/sdk/testing';
import { mailchimp } from './mailchimp.destination.js';
import { memberIdOf } from './people.js';

const LIST = '/3.0/lists/list1';
const SEGMENT = `${LIST}/segments/7`;
const CREATE_QUERY = { skip_merge_validation: 'true', skip_duplicate_check: 'true' };
const PATCH_QUERY = { skip_merge_validation: 'true' };

const settings = { apiKey: `${'0'.repeat(31)}1-us21` };
const target = { settings: { listId: 'list1', name: 'VIP' }, audienceId: '7' };

const vendor = () => nock('https://us21.api.mailchimp.com');
const emailOf = (n: number) => `person${n}@example.test`;
const memberPath = (n: number) => `${LIST}/members/${memberIdOf(emailOf(n))}`;
const send = (changes: readonly Change[], more: object = {}) =>
  writeTo(mailchimp, { ...settings, ...more }, target, changes);
const problem = (status: number, title: string, more: object = {}) => ({
  type: 'https://mailchimp.com/developer/marketing/docs/errors/',
  title,
  status,
  ...more,
});

/** The create call finds that these exist, refuses those, and adds the rest. */
function createAnswer(
  emails: readonly string[],
  { existing = [], refused = {} }: { existing?: string[]; refused?: Record<string, string> } = {},
) {
  const known = [...existing, ...Object.keys(refused)];
  return {
    new_members: emails
      .filter((email) => !known.includes(email))
      .map((email) => ({ id: memberIdOf(email), email_address: email })),
    updated_members: [],
    errors: [
      ...existing.map((email) => ({
        email_address: email,
        error: `${email} is already a list member, do you want to update?`,
        error_code: 'ERROR_CONTACT_EXISTS',
        field: '',
      })),
      ...Object.entries(refused).map(([email, error]) => ({
        email_address: email,
        error: `${email} ${error}`,
        error_code: 'ERROR_GENERIC',
        field: '',
      })),
    ],
  };
}

const creates = (numbers: number[], status = 'transactional', answer: object = {}) =>
  vendor()
    .post(LIST, {
      members: numbers.map((n) => ({ email_address: emailOf(n), status })),
      update_existing: false,
    })
    .query(CREATE_QUERY)
    .reply(200, createAnswer(numbers.map(emailOf), answer));

const changesSegment = (add: number[], remove: number[] = [], errors: object[] = []) =>
  vendor()
    .post(SEGMENT, {
      members_to_add: add.map(emailOf),
      members_to_remove: remove.map(emailOf),
    })
    .reply(200, { members_added: [], members_removed: [], errors });

const patches = (n: number, mergeFields: Record<string, string>) =>
  vendor().patch(memberPath(n), { merge_fields: mergeFields }).query(PATCH_QUERY);

const ok = (n: number) => ({
  id: `change-${n}`,
  status: 'ok',
  externalId: memberIdOf(emailOf(n)),
});
const skipped = (n: number, code: string) =>
  expect.objectContaining({ id: `change-${n}`, status: 'skipped', code });
const failed = (n: number, error: object) => ({
  id: `change-${n}`,
  status: 'failed',
  error: expect.objectContaining(error),
});

describe('writing to Mailchimp', () => {
  describe('a join', () => {
    it('adds people to the list without marketing permission, then to the segment', async () => {
      creates([1, 2]);
      const segment = changesSegment([1, 2]);

      expect(await send([join(1), join(2)])).toEqual([ok(1), ok(2)]);
      expect(segment.isDone()).toBe(true);
    });

    it.each([
      [true, 'subscribed'],
      [false, 'transactional'],
    ])('with consent %p makes a new member %s', async (optIn, status) => {
      creates([1], status);
      changesSegment([1]);

      const results = await send([{ ...join(1), traits: { optIn } }], {
        newMemberStatus: 'subscribed',
        consentTrait: 'optIn',
      });

      expect(results).toEqual([ok(1)]);
    });

    it('subscribes nobody by consent alone when new members are to be transactional', async () => {
      creates([1]);
      changesSegment([1]);

      const results = await send([{ ...join(1), traits: { optIn: true } }], {
        consentTrait: 'optIn',
      });

      expect(results).toEqual([ok(1)]);
    });

    it('sets the fields of an existing member and nothing else of them', async () => {
      vendor()
        .post(LIST)
        .query(CREATE_QUERY)
        .reply(200, createAnswer([emailOf(1)], { existing: [emailOf(1)] }));
      const patch = patches(1, { FNAME: 'Ada' }).reply(200, {});
      changesSegment([1]);

      expect(await send([join(1, { FNAME: 'Ada' })])).toEqual([ok(1)]);
      expect(patch.isDone()).toBe(true);
    });

    it('sends one member for two profiles with the same address, and confirms both', async () => {
      const twin = join(2);
      creates([1]);
      changesSegment([1]);

      const results = await send([
        join(1),
        { ...twin, after: { ...twin.after!, email: 'Person1@Example.Test' } },
      ]);

      expect(results).toEqual([ok(1), { ...ok(1), id: 'change-2' }]);
    });

    it('is left out when Mailchimp refuses the address, and the others are not', async () => {
      const error = 'was permanently deleted and cannot be re-imported.';
      creates([1, 2], 'transactional', { refused: { [emailOf(1)]: error } });
      changesSegment([2]);

      expect(await send([join(1), join(2)])).toEqual([
        {
          id: 'change-1',
          status: 'skipped',
          code: 'COMPLIANCE_STATE',
          reason: `the address ${error}`,
        },
        ok(2),
      ]);
    });

    it('fails when Mailchimp refuses the fields of the existing member', async () => {
      vendor()
        .post(LIST)
        .query(CREATE_QUERY)
        .reply(200, createAnswer([emailOf(1)], { existing: [emailOf(1)] }));
      patches(1, { GENDER: 'z' }).reply(
        400,
        problem(400, 'Invalid Resource', { errors: [{ field: 'GENDER', message: 'not z' }] }),
      );

      expect(await send([join(1, { GENDER: 'z' })])).toEqual([
        failed(1, { code: 'INVALID_FIELD' }),
      ]);
    });

    it('is judged by the words of the segment call when that refuses the address', async () => {
      creates([1, 2], 'transactional', { existing: [emailOf(1), emailOf(2)] });
      changesSegment(
        [1, 2],
        [],
        [{ email_addresses: ['PERSON1@example.test'], error: 'Email addresses are unsubscribed' }],
      );

      expect(await send([join(1), join(2)])).toEqual([skipped(1, 'COMPLIANCE_STATE'), ok(2)]);
    });

    it('is tried again when the segment does not yet know a member just added', async () => {
      creates([1]);
      changesSegment(
        [1],
        [],
        [{ email_addresses: [emailOf(1)], error: 'Email addresses do not exist in the list' }],
      );

      expect(await send([join(1)])).toEqual([failed(1, { code: 'TRANSIENT' })]);
    });

    it('without an e-mail address is refused before and skipped on sending', async () => {
      const change: Change = { ...join(1), after: { profileId: 'p-1', fields: {} } };
      const typed = parseSettings(mailchimp.settings, settings);

      expect(mailchimp.refuse?.(change, typed)).toMatchObject({ code: 'NO_EMAIL' });
      expect(mailchimp.refuse?.(leave(1), typed)).toBeUndefined();
      expect(await send([change])).toEqual([skipped(1, 'NO_EMAIL')]);
    });
  });

  describe('with newMemberStatus "skip"', () => {
    const skip = { newMemberStatus: 'skip' };

    it('creates nobody, and skips those whom the segment call does not find', async () => {
      changesSegment(
        [1, 2],
        [],
        [{ email_addresses: [emailOf(2)], error: 'Email addresses do not exist in the list' }],
      );

      expect(await send([join(1), join(2)], skip)).toEqual([ok(1), skipped(2, 'NOT_A_MEMBER')]);
    });

    it('sets fields of members first, and skips those who are none', async () => {
      patches(1, { FNAME: 'Ada' }).reply(200, {});
      patches(2, { FNAME: 'Bob' }).reply(404, problem(404, 'Resource Not Found'));
      changesSegment([1]);

      const results = await send([join(1, { FNAME: 'Ada' }), join(2, { FNAME: 'Bob' })], skip);

      expect(results).toEqual([ok(1), skipped(2, 'NOT_A_MEMBER')]);
    });
  });

  describe('an update', () => {
    const moved = (from: number, to: number): Change => ({
      ...update(from, {}, {}),
      after: { ...update(from, {}, {}).after!, email: emailOf(to) },
    });

    it('sets the fields and leaves list and segment alone', async () => {
      patches(1, { PLAN: 'pro' }).reply(200, {});

      expect(await send([update(1, { PLAN: 'free' }, { PLAN: 'pro' })])).toEqual([ok(1)]);
    });

    it('makes a member anew who is gone from the list', async () => {
      patches(1, { PLAN: 'pro' }).reply(404, problem(404, 'Resource Not Found'));
      vendor()
        .post(LIST, /person1@example\.test/)
        .query(CREATE_QUERY)
        .reply(200, createAnswer([emailOf(1)]));
      const segment = changesSegment([1]);

      expect(await send([update(1, {}, { PLAN: 'pro' })])).toEqual([ok(1)]);
      expect(segment.isDone()).toBe(true);
    });

    it('exchanges the addresses in the segment when the e-mail changed', async () => {
      creates([9]);
      const segment = changesSegment([9], [1]);

      expect(await send([moved(1, 9)])).toEqual([{ ...ok(9), id: 'change-1' }]);
      expect(segment.isDone()).toBe(true);
    });

    it('keeps the old address in when the new one cannot come in', async () => {
      creates([9], 'transactional', { refused: { [emailOf(9)]: 'looks fake or invalid' } });

      expect(await send([moved(1, 9)])).toEqual([failed(1, { code: 'INVALID_ADDRESS' })]);
    });

    it('is not done while the old address is still in the segment', async () => {
      creates([9]);
      changesSegment([9], [1], [{ email_addresses: [emailOf(1)], error: 'Try again' }]);

      expect(await send([moved(1, 9)])).toEqual([failed(1, { code: 'ADDRESS_REFUSED' })]);
    });

    it('removes no address that another person takes over', async () => {
      creates([2, 1]);
      const segment = changesSegment([2, 1]);

      const results = await send([moved(1, 2), moved(2, 1)]);

      expect(results.map(({ status }) => status)).toEqual(['ok', 'ok']);
      expect(segment.isDone()).toBe(true);
    });
  });

  describe('a leave', () => {
    it('counts as done when the address is not on the list', async () => {
      changesSegment(
        [],
        [1],
        [{ email_addresses: [emailOf(1)], error: 'Email addresses do not exist in the list' }],
      );

      expect(await send([leave(1)])).toEqual([{ id: 'change-1', status: 'ok' }]);
    });

    it('gives way to a join with the same address', async () => {
      const heir = join(2);
      creates([1], 'transactional', { existing: [emailOf(1)] });
      const segment = changesSegment([1]);

      const results = await send([
        leave(1),
        { ...heir, after: { ...heir.after!, email: emailOf(1) } },
      ]);

      expect(results).toEqual([
        { id: 'change-1', status: 'ok' },
        { ...ok(1), id: 'change-2' },
      ]);
      expect(segment.isDone()).toBe(true);
    });

    it('takes effect when the join with the same address is refused', async () => {
      const heir = join(2);
      creates([1], 'transactional', { refused: { [emailOf(1)]: 'is in a compliance state' } });
      const segment = changesSegment([], [1]);

      const results = await send([
        leave(1),
        { ...heir, after: { ...heir.after!, email: emailOf(1) } },
      ]);

      expect(results).toEqual([{ id: 'change-1', status: 'ok' }, skipped(2, 'COMPLIANCE_STATE')]);
      expect(segment.isDone()).toBe(true);
    });

    it('keeps the address of a person who stays', async () => {
      const stays = update(2, {}, { PLAN: 'pro' });
      const withAddress1 = { ...stays.after!, email: emailOf(1) };
      patches(1, { PLAN: 'pro' }).reply(200, {});
      const removal = changesSegment([], [1]);

      const results = await send([
        leave(1),
        { ...stays, before: withAddress1, after: withAddress1 },
      ]);

      expect(results.map(({ status }) => status)).toEqual(['ok', 'ok']);
      expect(removal.isDone()).toBe(false);
    });
  });

  describe('going wrong half-way', () => {
    it('keeps the updates it made, and fails the rest with the reason', async () => {
      patches(1, { A: '2' }).reply(200, {});
      vendor().post(LIST).query(CREATE_QUERY).reply(429, problem(429, 'Too Many Requests'));

      const results = await send([update(1, { A: '1' }, { A: '2' }), join(2), leave(3)]);

      expect(results).toEqual([
        ok(1),
        { id: 'change-2', status: 'failed', error: expect.any(RateLimitError) },
        { id: 'change-3', status: 'failed', error: expect.any(RateLimitError) },
      ]);
    });

    it('confirms no join when the segment call gets half of an answer', async () => {
      creates([1]);
      vendor().post(SEGMENT).reply(200, '{"members_added":[{"id"');

      expect(await send([join(1)])).toEqual([
        { id: 'change-1', status: 'failed', error: expect.any(TransientError) },
      ]);
    });

    it('begins no further updates after one was throttled', async () => {
      let calls = 0;
      vendor()
        .persist()
        .patch(/\/members\//)
        .query(PATCH_QUERY)
        .reply(() => [++calls === 1 ? 429 : 200, {}]);
      const changes = Array.from({ length: 40 }, (_, n) => update(n, { A: '1' }, { A: '2' }));

      const results = await send(changes);

      expect(calls).toBeLessThanOrEqual(10);
      expect(results.filter(({ status }) => status === 'ok')).toHaveLength(calls - 1);
    });

    it('throws when a refused request wrote nothing, so that the batch can be halved', async () => {
      vendor().post(SEGMENT).reply(400, problem(400, 'Bad Request'));

      await expect(send([leave(1)])).rejects.toThrow(RequestError);
    });

    it.each([
      ['list', 404, ConfigError],
      ['list', 200, TransientError],
    ])(
      'does not take a %s that answers %i with something else for done',
      async (_, status, type) => {
        vendor().post(LIST).query(CREATE_QUERY).reply(status, { hello: 'world' });

        await expect(send([join(1)])).rejects.toThrow(type);
      },
    );

    it.each([404, 200])(
      'does not take a segment that answers %i with something else for done',
      async (status) => {
        vendor().post(SEGMENT).reply(status, { hello: 'world' });

        await expect(send([leave(1)])).rejects.toThrow(TransientError);
      },
    );

    it('fails only the member whose fields are refused without a reason', async () => {
      patches(1, { A: '2' }).reply(405, 'no');
      patches(2, { A: '2' }).reply(200, {});

      expect(await send([update(1, {}, { A: '2' }), update(2, {}, { A: '2' })])).toEqual([
        { id: 'change-1', status: 'failed', error: expect.any(RequestError) },
        ok(2),
      ]);
    });
  });
});
