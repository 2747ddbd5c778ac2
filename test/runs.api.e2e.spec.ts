import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HubServerUnderTest } from './support/hub-server.js';

interface Page {
  readonly runs: readonly { readonly id: string; readonly target: string }[];
  readonly next: string | null;
}

describe('the list of runs', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start('workspace: { name: Acme }');
    const run = (target: string, startedAt: string, rest: object = {}) => ({
      ...{ id: randomUUID(), kind: 'pull', target, trigger: 'manual', state: 'succeeded' },
      ...{ startedAt: new Date(startedAt), ...rest },
    });
    const error = { code: 'AUTH_REJECTED', message: 'The key is refused' };
    await hub.database.prisma.run.createMany({
      data: [
        ...Array.from({ length: 7 }, (_, n) => run(`crm-${n}`, '2026-01-05T10:00:00Z')),
        run('shop', '2026-01-06T10:00:00Z', { state: 'failed', error }),
        run('web', new Date().toISOString(), { state: 'failed', error }),
      ],
    });
  });
  afterAll(() => hub.close());

  const list = (query: string) => hub.json<Page>(`/api/runs?${query}`);
  const targets = async (query: string) => (await list(query)).runs.map(({ target }) => target);

  it('is paged without losing or repeating a run, also of those that began at the same instant', async () => {
    const seen: string[] = [];
    for (let after: string | null = null, pages = 0; pages < 10; pages++) {
      const page: Page = await list(`limit=2${after === null ? '' : `&after=${after}`}`);
      seen.push(...page.runs.map(({ id }) => id));
      after = page.next;
      if (after === null) break;
    }

    expect(seen).toHaveLength(9);
    expect(new Set(seen).size).toBe(9);
    expect(seen).toEqual((await list('limit=100')).runs.map(({ id }) => id));
  });

  it('is of a range of time, its end not included', async () => {
    const range = 'from=2026-01-06T10:00:00Z&to=2026-01-06T11:00:00%2B01:00';

    expect(await targets('from=2026-01-06T10:00:00Z')).toEqual(['web', 'shop']);
    expect(await targets('to=2026-01-06T10:00:00Z')).toHaveLength(7);
    expect(await targets(range)).toEqual([]);
  });

  it('is searched by target, and by why a run failed', async () => {
    expect(await targets('q=KEY%20is&from=2026-01-01T00:00:00Z')).toEqual(['web', 'shop']);
    expect(await targets('q=auth_')).toEqual(['web']);
    expect(await targets('q=CRM-3&from=2026-01-01T00:00:00Z')).toEqual(['crm-3']);
    expect(await targets('q=nothing')).toEqual([]);
  });

  it.each([
    'from=yesterday',
    'from=2026-W05-1T10:00:00Z',
    'from=0000-01-01T00:00:00Z',
    'to=2026-02-31T00:00:00Z',
    'after=x',
    'q=%00',
    'target=%00',
  ])('refuses %s', async (query) => {
    expect((await hub.call(`/api/runs?${query}`)).status).toBe(400);
  });
});
