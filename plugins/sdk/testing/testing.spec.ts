import { describe, expect, it } from '@jest/globals';
import { IsOptional, IsString } from 'class-validator';
import nock from 'nock';
import type { Change, JsonObject, SourceRecord } from '../index.js';
import {
  defineDestination,
  defineSource,
  eachChange,
  RateLimitError,
  Secret,
  TransientError,
} from '../index.js';
import {
  answerEverythingWith,
  clearLog,
  contextFor,
  itBehavesLikeADestination,
  itBehavesLikeANotifier,
  itBehavesLikeASource,
  join,
  leave,
  logged,
  NOW,
  notification,
  readAll,
  targetOf,
  update,
  writeTo,
} from './index.js';

const ORIGIN = 'https://api.shop.test';

class ShopSettings {
  @Secret()
  @IsString()
  accessToken!: string;

  @IsString()
  @IsOptional()
  baseUrl = ORIGIN;
}

class ShopAudience {
  @IsString()
  list!: string;
}

const settings = { accessToken: 'tok-very-secret' };
const target = { settings: { list: 'vip' }, audienceId: 'l1' };

const connector = {
  key: 'shop',
  title: 'Shop',
  settings: ShopSettings,
  http: ({ accessToken, baseUrl }: ShopSettings) => ({
    baseURL: baseUrl,
    headers: { Authorization: `Bearer ${accessToken}` },
  }),
  check: async ({ http }: ReturnType<typeof contextFor<ShopSettings>>) => {
    await http.get('/me');
  },
};

interface Customers {
  readonly customers: readonly { readonly id: string }[];
  readonly next: number;
}

const source = defineSource<ShopSettings, { after: number }>({
  ...connector,
  streams: [{ key: 'customers', title: 'Customers', schema: { id: 'text' } }],
  async *read({ http }, state) {
    for (let after = state?.after ?? 0; ;) {
      const { data } = await http.get<Customers>('/customers', { params: { after } });
      if (data.customers.length === 0) return;
      const records = data.customers.map(({ id }): SourceRecord => ({
        kind: 'profile',
        identifiers: { userId: id },
        traits: {},
      }));
      after = data.next;
      yield { records, checkpoint: { after } };
    }
  },
});

function arrangeCustomers(ids = ['c1', 'c2', 'c3']): void {
  nock(ORIGIN)
    .persist()
    .get('/customers')
    .query(true)
    .reply(200, (uri): Customers => {
      const after = Number(new URL(uri, ORIGIN).searchParams.get('after'));
      return { customers: ids.slice(after, after + 1).map((id) => ({ id })), next: after + 1 };
    });
}

const destination = defineDestination<ShopSettings, ShopAudience>({
  ...connector,
  audience: ShopAudience,
  limits: { rowsPerCall: 10 },
  ensureAudience: async ({ http }, { list }) => {
    const { data } = await http.get<{ id: string }>(`/lists/${list}`);
    return data.id;
  },
  write: ({ http }, { audienceId }, changes) =>
    eachChange(changes, async ({ op, before, after }: Change) => {
      const email = after?.email ?? before?.email;
      const members = `/lists/${audienceId}/members`;
      if (op === 'leave') await http.post(`${members}/remove`, { email });
      else await http.post(members, { email });
    }),
});

/** Takes this many members and is down from then on. */
function arrangeMembers(limit = Number.POSITIVE_INFINITY): () => string[] {
  const emails: string[] = [];
  const path = `/lists/${target.audienceId}/members`;
  nock(ORIGIN)
    .persist()
    .post(path)
    .reply((_, body) => {
      if (emails.length >= limit) return [503, 'down'];
      emails.push((body as { email: string }).email);
      return [200, {}];
    })
    .post(`${path}/remove`)
    .reply(200, {});
  return () => emails;
}

const notifier = defineDestination<ShopSettings, ShopAudience>({
  ...connector,
  key: 'shop-bell',
  audience: ShopAudience,
  notify: async ({ http }, { list }, { segment, joined, left }) => {
    const text = `${segment.name}: ${joined} joined, ${left} left`;
    const { data } = await http.post<{ id: string }>('/bell', { list, text });
    return { externalId: data.id };
  },
});

itBehavesLikeASource(source, { origins: [ORIGIN], settings, arrange: () => arrangeCustomers() });

itBehavesLikeADestination(destination, {
  origins: [ORIGIN],
  settings,
  target,
  arrange: () => void arrangeMembers(),
  arrangeDownAfter: arrangeMembers,
  forbiddenOnLeave: ({ method, url }) => method === 'DELETE' || !url.endsWith('/remove'),
});

itBehavesLikeANotifier(notifier, {
  origins: [ORIGIN],
  settings,
  audience: target.settings,
  arrange: () => {
    nock(ORIGIN)
      .post('/bell', { list: 'vip', text: 'VIP: 42 joined, 7 left' })
      .reply(200, { id: 'm1' });
  },
});

describe('contextFor', () => {
  it('stands still at NOW and waits for nothing', async () => {
    const ctx = contextFor(source, settings);

    await ctx.sleep(60_000);

    expect(ctx.now()).toEqual(NOW);
  });

  it('keeps what the plugin logs until it is cleared', () => {
    const { log } = contextFor(source, settings);

    log.info('read', { page: 1 });
    log.warn('slow');

    expect(logged()).toBe('read {"page":1}\nslow {}');
    clearLog();
    expect(logged()).toBe('');
  });
});

describe('readAll', () => {
  it('gives every page from a checkpoint on', async () => {
    arrangeCustomers();

    const pages = await readAll(source, settings, { after: 1 });

    expect(pages.map(({ checkpoint }) => checkpoint)).toEqual([{ after: 2 }, { after: 3 }]);
  });
});

describe('answerEverythingWith', () => {
  it.each(['get', 'post', 'put', 'patch', 'delete'])(
    'answers every %s, whatever its path and query',
    async (method) => {
      answerEverythingWith([ORIGIN], { status: 429, headers: { 'Retry-After': '7' } });
      const { http } = contextFor(source, settings);

      const request = http.request({ method, url: '/a/b', params: { c: 1 } });

      await expect(request).rejects.toThrow(RateLimitError);
    },
  );
});

describe('changes made for tests', () => {
  it('name the same person in the same way', () => {
    const fields: JsonObject = { PLAN: 'pro' };

    expect(update(1, {}, fields, 'ext-1').after).toEqual(join(1, fields).after);
    expect(leave(1, 'ext-1').before).toEqual({ ...join(1).after, externalId: 'ext-1' });
    expect(update(1, fields, {}).before).toEqual(join(1, fields).after);
  });
});

describe('writeTo', () => {
  it('writes to a target with parsed settings', async () => {
    const taken = arrangeMembers();

    const results = await writeTo(destination, settings, target, [join(1), leave(2)]);

    expect(results.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(taken()).toEqual(['person1@example.test']);
    expect(targetOf(destination, target).settings).toBeInstanceOf(ShopAudience);
  });

  it('keeps what was written when the vendor goes down', async () => {
    arrangeMembers(1);

    const results = await writeTo(destination, settings, target, [join(1), join(2)]);

    expect(results).toEqual([
      { id: 'change-1', status: 'ok' },
      { id: 'change-2', status: 'failed', error: expect.any(TransientError) },
    ]);
  });
});

describe('notification', () => {
  it('has as many members to show as it says, up to the limit', async () => {
    const news = notification({ isFirst: true });

    expect(news.isFirst).toBe(true);
    expect(await news.members('join', 100)).toHaveLength(news.joined);
    expect(await news.members('leave', 3)).toHaveLength(3);
  });
});
