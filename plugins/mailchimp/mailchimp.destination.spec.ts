import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { AuthError, ConfigError, parseSettings, TransientError } from '@segue/sdk';
import { contextFor, itBehavesLikeADestination, targetOf } from '@segue/sdk/testing';
import { mailchimp } from './mailchimp.destination.js';
import { memberIdOf } from './people.js';

const ORIGIN = 'https://us21.api.mailchimp.com';
const LIST = '/3.0/lists/list1';
const SEGMENT = `${LIST}/segments/7`;

const settings = { apiKey: `${'0'.repeat(31)}1-us21` };
const target = { settings: { listId: 'list1', name: 'VIP' }, audienceId: '7' };

const vendor = () => nock(ORIGIN);
const emailOf = (n: number) => `person${n}@example.test`;
const ensure = () =>
  mailchimp.ensureAudience(contextFor(mailchimp, settings), targetOf(mailchimp, target).settings);

const problem = (status: number, title: string) => ({
  type: 'https://mailchimp.com/developer/marketing/docs/errors/',
  title,
  status,
});

interface CreateBody {
  readonly members: { readonly email_address: string }[];
}

interface SegmentBody {
  readonly members_to_add: string[];
  readonly members_to_remove: string[];
}

/** Takes the first `calls` requests that change anything, then is down. */
function fakeMailchimp({ calls = Infinity } = {}): () => string[] {
  const held = new Set<string>();
  let left = calls;
  const taking =
    <Body>(answer: (body: Body) => nock.Body) =>
    (_: string, body: nock.Body): [number, nock.Body] =>
      left-- > 0 ? [200, answer(body as Body)] : [503, 'down'];
  vendor()
    .persist()
    .post(LIST)
    .query({ skip_merge_validation: 'true', skip_duplicate_check: 'true' })
    .reply(taking(({ members }: CreateBody) => ({ new_members: members, errors: [] })));
  vendor()
    .persist()
    .patch(/\/members\/[0-9a-f]{32}$/)
    .query({ skip_merge_validation: 'true' })
    .reply(taking(() => ({ status: 'subscribed' })));
  vendor()
    .persist()
    .post(SEGMENT)
    .reply(
      taking(({ members_to_add: add, members_to_remove: remove }: SegmentBody) => {
        for (const email of add) held.add(email);
        for (const email of remove) held.delete(email);
        return { members_added: [], members_removed: [], errors: [] };
      }),
    );
  return () => [...held].sort();
}

describe('mailchimp', () => {
  itBehavesLikeADestination(mailchimp, {
    origins: [ORIGIN],
    settings,
    target,
    throttled: { status: 403, body: '<html>Forbidden</html>', retryAfterMs: 30_000 },
    arrange: () => {
      fakeMailchimp();
    },
    arrangeDownAfter: (calls) => fakeMailchimp({ calls }),
    forbiddenOnLeave: ({ method, url, body }) =>
      method !== 'POST' ||
      !url.endsWith('/segments/7') ||
      /unsubscribed|archived|cleaned|"status"/.test(body),
  });

  describe('settings', () => {
    it.each([
      ['a key without its data centre', { apiKey: 'abc' }, 'apiKey'],
      ['a base URL that is none', { baseUrl: 'mailchimp' }, 'baseUrl'],
      [
        'a status that would send confirmation mails',
        { newMemberStatus: 'pending' },
        'newMemberStatus',
      ],
      ['subscribing without a consent trait', { newMemberStatus: 'subscribed' }, 'consentTrait'],
    ])('refuses %s', (_, bad, name) => {
      expect(() => parseSettings(mailchimp.settings, { ...settings, ...bad })).toThrow(
        expect.objectContaining({ problems: { [name]: expect.any(String) } }),
      );
    });

    it('refuses a name that a segment cannot have', () => {
      const tooLong = { listId: 'list1', name: 'x'.repeat(101) };

      expect(() => parseSettings(mailchimp.audience, tooLong)).toThrow(ConfigError);
    });

    it('calls the base URL with the API key as the password', async () => {
      const call = nock('http://proxy.test')
        .get('/mc/3.0/ping')
        .basicAuth({ user: 'segue', pass: settings.apiKey })
        .reply(200, {});

      await mailchimp.check(
        contextFor(mailchimp, { ...settings, baseUrl: 'http://proxy.test/mc/3.0/' }),
      );

      expect(call.isDone()).toBe(true);
    });

    it('asks for the trait that holds consent', () => {
      const withTrait = parseSettings(mailchimp.settings, { ...settings, consentTrait: 'optIn' });

      expect(mailchimp.traits?.(withTrait)).toEqual(['optIn']);
    });

    it.each(['FNAME', 'MMERGE12', 'A_1', 'ABCDEFGHIJ'])('takes %s as a field', (name) => {
      expect(mailchimp.checkField?.(name)).toBeUndefined();
    });

    it.each(['', 'fname', 'FIRST NAME', 'ABCDEFGHIJK', 'EMAIL'])(
      'says why "%s" cannot be a field',
      (name) => {
        expect(mailchimp.checkField?.(name)).toEqual(expect.any(String));
      },
    );
  });

  describe('errors', () => {
    const check = () => mailchimp.check(contextFor(mailchimp, settings));

    it('takes a 403 that the API wrote for a refused key', async () => {
      vendor().get('/3.0/ping').reply(403, problem(403, 'User Disabled'));

      await expect(check()).rejects.toThrow(AuthError);
    });

    it.each([
      ['as the vendor says', { 'Retry-After': '7' }, 7000],
      ['30 s without a word', {}, 30_000],
    ])('waits %s when ten connections are in use', async (_, headers, retryAfterMs) => {
      vendor().get('/3.0/ping').reply(429, problem(429, 'Too Many Requests'), headers);

      await expect(check()).rejects.toThrow(expect.objectContaining({ retryAfterMs }));
    });
  });

  describe('the audience', () => {
    const QUERY = { fields: 'segments.id,segments.name,segments.type,total_items', count: '1000' };
    const segmentsAt = (offset: number, segments: object[], total_items = segments.length) =>
      vendor()
        .get(`${LIST}/segments`)
        .query({ ...QUERY, offset: String(offset) })
        .reply(200, { segments, total_items });
    const others = Array.from({ length: 1000 }, (_, id) => ({
      id,
      name: `Other ${id}`,
      type: 'static',
    }));

    it('is the static segment of exactly this name, on whichever page it stands', async () => {
      segmentsAt(0, others, 1002);
      segmentsAt(
        1000,
        [
          { id: 1, name: 'vip', type: 'static' },
          { id: 7, name: 'VIP', type: 'static' },
        ],
        1002,
      );

      expect(await ensure()).toBe('7');
    });

    it('is made, empty, when the list has none of this name', async () => {
      segmentsAt(0, [{ id: 1, name: 'Other', type: 'static' }]);
      const made = vendor()
        .post(`${LIST}/segments`, { name: 'VIP', static_segment: [] })
        .reply(200, { id: 8, name: 'VIP', type: 'static' });

      expect(await ensure()).toBe('8');
      expect(made.isDone()).toBe(true);
    });

    it('is not made next to a segment with conditions of the same name', async () => {
      segmentsAt(0, [{ id: 7, name: 'VIP', type: 'saved' }]);

      await expect(ensure()).rejects.toThrow(/not static/);
    });

    it('is a wrong setting when the list does not exist', async () => {
      vendor()
        .get(`${LIST}/segments`)
        .query({ ...QUERY, offset: '0' })
        .reply(404, problem(404, 'Resource Not Found'));

      await expect(ensure()).rejects.toThrow(
        expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(/list/) }),
      );
    });

    it.each([
      ['has no segments', {}],
      ['does not say how many there are', { segments: others }],
      [
        'holds a segment without an id',
        { segments: [{ name: 'VIP', type: 'static' }], total_items: 1 },
      ],
    ])('is not guessed from an answer that %s', async (_, answer) => {
      vendor()
        .get(`${LIST}/segments`)
        .query({ ...QUERY, offset: '0' })
        .reply(200, answer);

      await expect(ensure()).rejects.toThrow(TransientError);
    });
  });

  describe('reading back', () => {
    const QUERY = {
      fields: 'members.id,members.email_address,members.merge_fields,total_items',
      include_transactional: 'true',
      include_unsubscribed: 'true',
      include_cleaned: 'true',
      count: '1000',
    };
    const membersAt = (offset: number) =>
      vendor()
        .get(`${SEGMENT}/members`)
        .query({ ...QUERY, offset: String(offset) });
    const read = async () => {
      const pages = [];
      const ctx = contextFor(mailchimp, settings);
      for await (const page of mailchimp.listMembers!(ctx, targetOf(mailchimp, target))) {
        pages.push(page);
      }
      return pages;
    };

    it('lists everybody in the segment, whatever their status, page by page', async () => {
      const member = (n: number) => ({
        id: memberIdOf(emailOf(n)),
        email_address: emailOf(n),
        merge_fields: { FNAME: `P${n}` },
      });
      const first = Array.from({ length: 1000 }, (_, n) => member(n));
      membersAt(0).reply(200, { members: first, total_items: 1001 });
      membersAt(1000).reply(200, { members: [member(1000)], total_items: 1001 });

      const pages = await read();

      expect(pages.map((page) => page.length)).toEqual([1000, 1]);
      expect(pages[1]).toEqual([
        { externalId: memberIdOf(emailOf(1000)), email: emailOf(1000), fields: { FNAME: 'P1000' } },
      ]);
    });

    it('lists nobody in an empty segment', async () => {
      membersAt(0).reply(200, { members: [], total_items: 0 });

      expect(await read()).toEqual([]);
    });

    it('takes what it can from a member with missing fields', async () => {
      membersAt(0).reply(200, {
        members: [{ id: 5, email_address: 'a@b.test' }, 'x'],
        total_items: 2,
      });
      membersAt(1).reply(200, { members: [], total_items: 2 });

      expect(await read()).toEqual([[{ email: 'a@b.test' }]]);
    });

    it('goes wrong, rather than end, when the segment is gone', async () => {
      membersAt(0).reply(404, problem(404, 'Resource Not Found'));

      await expect(read()).rejects.toThrow(TransientError);
    });
  });
});
