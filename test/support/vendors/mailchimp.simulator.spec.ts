import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthError, ConfigError, type Change } from '@segue/sdk';
import { contextFor, join, leave, targetOf, update } from '@segue/sdk/testing';
import { mailchimp } from '../../../plugins/mailchimp/index.js';
import { MailchimpSimulator, type MailchimpOptions } from './mailchimp.simulator.js';

const audience = { listId: 'list1', name: 'VIP' };
const emailOf = (n: number) => `person${n}@example.test`;
const authorization = (key: string) => `Basic ${Buffer.from(`any:${key}`).toString('base64')}`;

describe('the Mailchimp simulator', () => {
  let simulator: MailchimpSimulator;

  async function start(options?: MailchimpOptions): Promise<void> {
    simulator = new MailchimpSimulator(options);
    await simulator.start();
    simulator.addList('list1', { requiredFields: ['FNAME'] });
  }

  const context = (more: object = {}) =>
    contextFor(mailchimp, { apiKey: simulator.apiKey, baseUrl: simulator.baseUrl, ...more });

  async function send(changes: readonly Change[], more?: object) {
    const ctx = context(more);
    const { settings } = targetOf(mailchimp, { settings: audience, audienceId: '' });
    const audienceId = await mailchimp.ensureAudience(ctx, settings);
    return mailchimp.write(ctx, { settings, audienceId }, changes);
  }

  /** What the vendor answers to a request of no plugin of ours. */
  async function call(method: string, path: string, body: unknown, key = simulator.apiKey) {
    const response = await fetch(simulator.baseUrl + path, {
      method,
      headers: { authorization: authorization(key), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  beforeEach(async () => {
    await start();
  });

  afterEach(() => simulator.stop());

  it('lets the destination add, update and remove people', async () => {
    await send([join(1, { FNAME: 'Ada' }), join(2), join(3)]);

    const results = await send([update(1, {}, { FNAME: 'Eve' }), leave(2)]);

    expect(results.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(simulator.segmentMembers('list1', 'VIP')).toEqual([emailOf(1), emailOf(3)]);
    expect(simulator.member('list1', emailOf(1))?.merge_fields).toEqual({ FNAME: 'Eve' });
    expect(simulator.member('list1', emailOf(2))?.status).toBe('transactional');
  });

  it.each(['subscribed', 'unsubscribed', 'cleaned', 'pending', 'archived'] as const)(
    'shows that a member who is %s stays so through join, update and leave',
    async (status) => {
      simulator.addMember('list1', emailOf(1), status);
      const optIn = { newMemberStatus: 'subscribed', consentTrait: 'optIn' };
      const traits = { optIn: true };

      await send([{ ...join(1, { FNAME: 'Ada' }), traits }], optIn);
      await send([{ ...update(1, {}, { FNAME: 'Eve' }), traits }], optIn);
      await send([{ ...leave(1), traits }], optIn);

      expect(simulator.member('list1', emailOf(1))).toMatchObject({
        status,
        merge_fields: { FNAME: 'Eve' },
      });
      expect(simulator.segmentMembers('list1', 'VIP')).toEqual([]);
    },
  );

  it.each([true, false])(
    'confirms an address that is in the segment already (named again: %p)',
    async (listsRepeatedAdds) => {
      await simulator.stop();
      await start({ listsRepeatedAdds });
      await send([join(1)]);

      const results = await send([join(1)]);

      expect(results).toMatchObject([{ status: 'ok' }]);
    },
  );

  it('keeps suppressed members out of segments when told to', async () => {
    await simulator.stop();
    await start({ keepsSuppressedOut: true });
    simulator.addMember('list1', emailOf(1), 'cleaned');

    const results = await send([join(1), join(2)]);

    expect(results).toMatchObject([{ code: 'COMPLIANCE_STATE' }, { status: 'ok' }]);
    expect(simulator.segmentMembers('list1', 'VIP')).toEqual([emailOf(2)]);
  });

  it('takes back nobody who was deleted for good', async () => {
    simulator.forget('list1', emailOf(1));

    const results = await send([join(1)]);

    expect(results).toMatchObject([{ code: 'COMPLIANCE_STATE' }]);
    expect(simulator.member('list1', emailOf(1))).toBeUndefined();
  });

  it('adds nobody for a destination that skips new people', async () => {
    simulator.addMember('list1', emailOf(1));

    const results = await send([join(1), join(2)], { newMemberStatus: 'skip' });

    expect(results).toMatchObject([{ status: 'ok' }, { code: 'NOT_A_MEMBER' }]);
    expect(simulator.member('list1', emailOf(2))).toBeUndefined();
  });

  it('subscribes new people of whom the consent trait is true', async () => {
    await send([{ ...join(1), traits: { optIn: true } }, join(2)], {
      newMemberStatus: 'subscribed',
      consentTrait: 'optIn',
    });

    const statuses = [1, 2].map((n) => simulator.member('list1', emailOf(n))?.status);
    expect(statuses).toEqual(['subscribed', 'transactional']);
  });

  it('shows transactional members only to those who ask for them', async () => {
    await send([join(1)]);
    const id = await mailchimp.ensureAudience(context(), audience);
    const path = `/lists/list1/segments/${id}/members`;

    const plain = await fetch(simulator.baseUrl + path, {
      headers: { authorization: authorization(simulator.apiKey) },
    });
    const listed = [];
    for await (const page of mailchimp.listMembers!(context(), {
      settings: audience,
      audienceId: id,
    })) {
      listed.push(...page);
    }

    expect(await plain.json()).toEqual({ members: [], total_items: 0 });
    expect(listed).toMatchObject([{ email: emailOf(1) }]);
  });

  it('finds the segment again, on whichever page', async () => {
    for (let n = 0; n < 1000; n++) simulator.addSegment('list1', `Other ${n}`);
    const id = simulator.addSegment('list1', 'VIP');

    expect(await mailchimp.ensureAudience(context(), audience)).toBe(String(id));
  });

  it('has no other list than those that were added', async () => {
    const ensured = mailchimp.ensureAudience(context(), { listId: 'nope', name: 'VIP' });

    await expect(ensured).rejects.toThrow(ConfigError);
  });

  it('refuses another API key with a problem document', async () => {
    const checked = mailchimp.check(context({ apiKey: 'wrong-us1' }));

    await expect(checked).rejects.toThrow(AuthError);
    await expect(call('POST', '/lists/list1', {}, 'wrong-us1')).resolves.toMatchObject({
      status: 401,
      body: { title: 'API Key Invalid', status: 401 },
    });
  });

  it.each([
    ['members of a list', '/lists/list1', { members: Array(501).fill({}) }],
    [
      'members of a segment',
      '/lists/list1/segments/1001',
      { members_to_add: Array(501).fill('a') },
    ],
  ])('refuses 501 %s at once', async (_, path, body) => {
    simulator.addSegment('list1', 'VIP');

    await expect(call('POST', path, body)).resolves.toMatchObject({ status: 400 });
  });

  it('lets a batch overwrite statuses, but subscribe nobody who left, with update_existing', async () => {
    simulator.addMember('list1', emailOf(1), 'pending');
    simulator.addMember('list1', emailOf(2), 'unsubscribed');
    const row = (n: number) => ({
      email_address: emailOf(n),
      status: 'subscribed',
      merge_fields: { FNAME: 'Ada' },
    });

    const { body } = await call('POST', '/lists/list1', {
      members: [row(1), row(2)],
      update_existing: true,
    });

    expect(body).toMatchObject({ total_created: 0, total_updated: 1, error_count: 1 });
    expect(simulator.member('list1', emailOf(1))?.status).toBe('subscribed');
    expect(simulator.member('list1', emailOf(2))?.status).toBe('unsubscribed');
  });

  it('asks for required merge fields unless told not to, and for tags of at most 10 characters', async () => {
    const row = { email_address: emailOf(1), status: 'transactional' };
    const members = [row, { ...row, merge_fields: { FNAME: 'Ada', ABCDEFGHIJK: 1 } }];

    const { body } = await call('POST', '/lists/list1', { members });

    expect(body).toMatchObject({ total_created: 0, error_count: 2 });
  });

  it('upserts by PUT with status_if_new for new members only', async () => {
    simulator.addMember('list1', emailOf(1), 'unsubscribed');
    const put = (n: number) =>
      call('PUT', `/lists/list1/members/${emailOf(n)}`, {
        email_address: emailOf(n),
        status_if_new: 'transactional',
      });

    await put(1);
    await put(2);

    const statuses = [1, 2].map((n) => simulator.member('list1', emailOf(n))?.status);
    expect(statuses).toEqual(['unsubscribed', 'transactional']);
  });
});
