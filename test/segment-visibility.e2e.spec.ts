import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyService } from '../apps/hub/src/access/api-key.service.js';
import type { Role } from '../apps/hub/src/access/right.js';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest, type Answer } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const CONFIG = `
workspace: { name: Acme }
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "0123456789abcdef0123456789abcdef-us1", baseUrl: "http://127.0.0.1:9" }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
`;
const SECRET = 'adas-secret';
const TEAM = 'of-operators';
const PRO = { trait: 'plan', op: 'eq', value: 'pro' };

interface Operation {
  readonly method: string;
  readonly path: string;
}

/** What a route needs to get as far as the segment. */
const BODIES: Readonly<Record<string, object>> = {
  'patch /api/segments/{key}': { name: 'Mine now' },
  'post /api/segments/{key}/restore': { version: 1 },
  'post /api/segments/{key}/freeze': { as: 'taken-along' },
  'post /api/segments/{key}/clone': { as: 'taken-along' },
  'post /api/segments/{key}/members': { add: [], remove: [] },
};
const QUERIES: Readonly<Record<string, string>> = {
  'get /api/segments/{key}/overlap': '?with=everyone',
};

describe('a segment that not everybody sees', () => {
  let hub: HubServerUnderTest;
  let profileId: string;
  let runId: string;
  const secrets = new Map<string, string>();

  const ask = async (who: string, method: string, path: string, body?: unknown): Promise<Answer> =>
    hub.call(path, {
      method: method.toUpperCase(),
      headers: {
        authorization: `Bearer ${secrets.get(who)}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const get = async <T = Record<string, unknown>>(who: string, path: string): Promise<T> =>
    JSON.parse((await ask(who, 'get', path)).text) as T;
  const codeOf = ({ status, text }: Answer) => [
    status,
    (JSON.parse(text) as { code: string }).code,
  ];

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    const people: Readonly<Record<string, Role>> = {
      ...{ ada: 'marketer', bob: 'marketer', cy: 'operator', dan: 'viewer', olga: 'owner' },
    };
    for (const [name, role] of Object.entries(people)) {
      const { secret } = await hub.app.get(ApiKeyService).create({ name, role }, 'test');
      secrets.set(name, secret);
    }
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    const batch = [{ type: 'identify', userId: 'u1', traits: { plan: 'pro' } }];
    await hub.post('/v1/batch', { batch }, { authorization });
    await ask('ada', 'post', '/api/segments', {
      ...{ key: SECRET, rule: PRO, visibility: 'personal', tags: ['hush'], folder: 'Private' },
    });
    await ask('ada', 'post', '/api/segments', {
      ...{ key: TEAM, rule: PRO, visibility: 'roles', visibleTo: ['operator'] },
    });
    const made = await ask('cy', 'post', '/api/syncs', {
      ...{ id: 'team-sync', segment: TEAM, connection: 'newsletter' },
      audience: { listId: 'abc123', name: 'Team' },
    });
    expect(made.status).toBe(201);
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
    // What nothing answers to is tried again for long.
    const run = await hub.database.prisma.run.create({
      data: {
        ...{ id: randomUUID(), kind: 'sync', target: 'team-sync', trigger: 'manual' },
        ...{ state: 'failed', startedAt: new Date(), finishedAt: new Date() },
      },
    });
    runId = run.id;
    const { members } = await get<{ members: { profileId: string }[] }>(
      'olga',
      '/api/segments/everyone/members',
    );
    profileId = members[0]!.profileId;
  });
  afterAll(() => hub.close());

  const operations = async (): Promise<readonly Operation[]> => {
    const { paths } = await hub.json<{ paths: Record<string, object> }>('/api/openapi.json');
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method, path })),
    );
  };

  it('is not there for others, on every route that names it in its path', async () => {
    const naming = (await operations()).filter(({ path }) => /segments\/\{key\}/.test(path));

    const answers: Record<string, unknown> = {};
    for (const { method, path } of naming) {
      const name = `${method} ${path}`;
      const url = path.replace('{key}', SECRET).replace('{id}', profileId);
      const answer = await ask('bob', method, `${url}${QUERIES[name] ?? ''}`, BODIES[name]);
      answers[name] = codeOf(answer).join(' ');
    }

    expect(Object.keys(answers).length).toBeGreaterThan(15);
    expect(new Set(Object.values(answers))).toEqual(new Set(['404 NOT_FOUND']));
  });

  it('is there for its owner, and for owners of the workspace', async () => {
    for (const who of ['ada', 'olga']) {
      expect(await get(who, `/api/segments/${SECRET}`)).toMatchObject({
        ...{ key: SECRET, size: 1, owner: { name: 'ada' }, visibility: 'personal' },
      });
    }
    expect(codeOf(await ask('cy', 'get', `/api/segments/${SECRET}`))[0]).toBe(404);
  });

  it('is there for the roles that it is for', async () => {
    const seeing: string[] = [];
    for (const who of secrets.keys()) {
      if ((await ask(who, 'get', `/api/segments/${TEAM}`)).status === 200) seeing.push(who);
    }

    expect(seeing).toEqual(['ada', 'cy', 'olga']);
  });

  it('is in no answer of any route that only reads', async () => {
    const reading = (await operations()).filter(
      ({ method, path }) => method === 'get' && !/[{]|openapi|\/live$|\/oidc|csv/.test(path),
    );
    const told: string[] = [];
    for (const { path } of [
      ...reading,
      { path: `/api/profiles/${profileId}/memberships` },
      { path: '/api/segments/everyone/usage' },
      { path: '/api/segments?q=secret' },
      { path: '/api/runs?kind=sync' },
    ]) {
      const { status, text } = await ask('bob', 'get', path);
      if (status === 200 && /adas-secret|of-operators|team-sync|hush|Private/.test(text)) {
        told.push(path);
      }
    }

    expect(reading.length).toBeGreaterThan(8);
    expect(told).toEqual([]);
  });

  const refers = { segment: SECRET };
  const funnel = (segments: readonly string[]) => ({
    ...{ steps: [{ event: 'A' }, { event: 'B' }], within: '7d', segments },
  });

  it.each<readonly [string, string, object, number]>([
    ['a new rule', '/api/segments', { key: 'spy', rule: refers }, 422],
    ['a preview', '/api/segments/preview', { rule: refers }, 422],
    ['an overlap of a preview', '/api/segments/preview', { rule: PRO, overlaps: [SECRET] }, 422],
    ['a funnel', '/api/funnels', funnel([SECRET]), 422],
    ['who dropped', '/api/funnels/dropped', { ...funnel([SECRET]), step: 2, segment: SECRET }, 422],
  ])('is unknown to %s', async (_name, path, body, status) => {
    const hidden = await ask('bob', 'post', path, body);
    const missing = await ask(
      'bob',
      'post',
      path,
      JSON.parse(JSON.stringify(body).replaceAll(SECRET, 'xdas-xecret')),
    );

    expect(hidden.status).toBe(status);
    expect(hidden.text.replaceAll(SECRET, 'xdas-xecret')).toBe(missing.text);
  });

  it('is unknown to a rule that is described, and to overlaps', async () => {
    const { text } = await ask('bob', 'post', '/api/rules/describe', { rule: refers });

    expect(JSON.parse(text)).toMatchObject({ problems: [{ pointer: '/segment' }] });
    expect(text).toContain('is not the key of a segment');
    const overlap = await ask('bob', 'get', `/api/segments/everyone/overlap?with=${SECRET}`);
    expect(codeOf(overlap)).toEqual([404, 'NOT_FOUND']);
  });

  it('is unknown to syncs, also by the names that a mistake is answered with', async () => {
    const sync = { connection: 'newsletter', audience: { listId: 'abc123', name: 'X' } };
    for (const segment of [SECRET, TEAM, `${SECRET}x`]) {
      const draft = { ...sync, segment };
      for (const [path, body] of [
        ['/api/syncs', { id: 'spy', ...draft }],
        ['/api/syncs/plan', draft],
        ['/api/syncs/sample', draft],
      ] as const) {
        const { status, text } = await ask('bob', 'post', path, body);
        expect([path, segment, status]).toEqual([path, segment, 422]);
        expect(text.replaceAll(segment, '')).not.toMatch(/adas-secret|of-operators/);
      }
    }
  });

  it('hides its syncs, and what they did', async () => {
    const answers = [
      await ask('bob', 'get', '/api/syncs/team-sync'),
      await ask('bob', 'get', '/api/syncs/team-sync/plan'),
      await ask('bob', 'get', '/api/syncs/team-sync/plan/rows'),
      await ask('bob', 'get', '/api/syncs/team-sync/rows?state=failed'),
      await ask('bob', 'get', '/api/syncs/team-sync/runs'),
      await ask('bob', 'post', '/api/syncs/team-sync/pause'),
      await ask('bob', 'post', '/api/syncs/team-sync/retry', { state: 'failed' }),
      await ask('bob', 'patch', '/api/syncs/team-sync', { fields: {} }),
      await ask('bob', 'delete', '/api/syncs/team-sync'),
      await ask('bob', 'post', '/api/run', { ids: ['team-sync'] }),
      await ask('bob', 'get', `/api/runs/${runId}`),
      await ask('bob', 'get', `/api/runs/${runId}/records`),
      await ask('bob', 'post', `/api/runs/${runId}/cancel`),
    ];

    expect(answers.map(codeOf)).toEqual(answers.map(() => [404, 'NOT_FOUND']));
    expect((await ask('cy', 'get', '/api/syncs/team-sync')).status).toBe(200);
    expect((await ask('cy', 'get', `/api/runs/${runId}`)).status).toBe(200);
  });

  it('is pushed by no sync while it is personal', async () => {
    const { status, text } = await ask('ada', 'post', '/api/syncs', {
      ...{ id: 'mine', segment: SECRET, connection: 'newsletter' },
      audience: { listId: 'abc123', name: 'X' },
    });

    expect([status, text]).toEqual([422, expect.stringContaining('personal segment')]);
  });

  it('keeps its key, its past and its list to itself', async () => {
    const taken = await ask('bob', 'post', '/api/segments', { key: SECRET, rule: PRO });
    await ask('ada', 'post', '/api/segments', { key: 'gone', rule: PRO, visibility: 'personal' });
    await ask('ada', 'delete', '/api/segments/gone');
    const former = await ask('bob', 'post', '/api/segments', { key: 'gone', rule: PRO });

    expect(codeOf(taken)).toEqual([409, 'SEGMENT_EXISTS']);
    expect(codeOf(former)).toEqual([409, 'SEGMENT_EXISTS']);
  });

  it('is shown or hidden by its owner alone', async () => {
    await ask('ada', 'post', '/api/segments', { key: 'adas', rule: PRO });
    const byBob = await ask('bob', 'patch', '/api/segments/adas', { visibility: 'personal' });
    const renamed = await ask('bob', 'patch', '/api/segments/adas', { name: 'By Bob' });
    const byAda = await ask('ada', 'patch', '/api/segments/adas', { visibility: 'personal' });
    const byOlga = await ask('olga', 'patch', '/api/segments/adas', { visibility: 'shared' });

    expect(codeOf(byBob)).toEqual([409, 'SEGMENT_OWNED']);
    expect([renamed.status, byAda.status, byOlga.status]).toEqual([200, 200, 200]);
    expect(await get('bob', '/api/segments/adas')).toMatchObject({ owner: { name: 'ada' } });
  });

  it('is referred to by no segment that more people see', async () => {
    const wider = await ask('ada', 'post', '/api/segments', { key: 'wider', rule: refers });
    const own = await ask('ada', 'post', '/api/segments', {
      ...{ key: 'own', rule: refers, visibility: 'personal' },
    });
    const widened = await ask('ada', 'patch', '/api/segments/own', { visibility: 'shared' });
    await ask('ada', 'post', '/api/segments', { key: 'base', rule: PRO });
    await ask('bob', 'post', '/api/segments', {
      ...{ key: 'bobs', rule: { segment: 'base' }, visibility: 'personal' },
    });
    const narrowed = await ask('ada', 'patch', '/api/segments/base', { visibility: 'personal' });
    const deleted = await ask('ada', 'delete', '/api/segments/base');

    expect(codeOf(wider)).toEqual([409, 'SEGMENT_VISIBILITY']);
    expect(own.status).toBe(201);
    expect(codeOf(widened)).toEqual([409, 'SEGMENT_VISIBILITY']);
    expect(codeOf(narrowed)).toEqual([409, 'SEGMENT_VISIBILITY']);
    expect(codeOf(deleted)).toEqual([409, 'SEGMENT_IN_USE']);
    expect(narrowed.text + deleted.text).not.toContain('bobs');
    expect(await get('ada', '/api/segments/base/usage')).toMatchObject({ unseen: 1 });
  });

  it('is cloned for whoever clones it, and seen by no more people', async () => {
    await ask('cy', 'get', `/api/segments/${TEAM}`);
    const { text } = await ask('olga', 'post', `/api/segments/${SECRET}/clone`, { as: 'olgas' });

    expect(JSON.parse(text)).toMatchObject({ owner: { name: 'olga' }, visibility: 'personal' });
    expect((await ask('ada', 'get', '/api/segments/olgas')).status).toBe(404);
  });

  it('is evaluated whoever asks for it', async () => {
    const { status } = await ask('bob', 'post', '/api/run', { ids: ['segments'], full: true });

    expect(status).toBe(202);
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
    expect(await get('ada', `/api/segments/${SECRET}`)).toMatchObject({ size: 1, isCurrent: true });
  });
});
