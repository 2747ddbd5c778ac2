import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest, type Answer } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const CONFIG = `
workspace: { name: Acme }
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
  - { key: guests, name: Guests, static: true }
`;
const PRO = { trait: 'plan', op: 'eq', value: 'pro' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly problems?: readonly { readonly pointer: string; readonly message: string }[];
}

describe('segments over HTTP', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    const batch = ['ada', 'grace', 'joan'].map((userId, n) => ({
      type: 'identify',
      userId,
      traits: { email: `${userId}@example.com`, plan: n === 0 ? 'pro' : 'free' },
    }));
    await hub.post('/v1/batch', { batch }, { authorization });
  });
  afterAll(() => hub.close());

  const evaluate = () =>
    hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
  const send = (method: string, path: string, body: unknown, actor = 'ada') =>
    hub.call(path, {
      method,
      headers: { ...JSON_TYPE, 'X-Segue-Actor': actor },
      body: JSON.stringify(body),
    });
  const create = (key: string, rule: unknown = PRO) =>
    send('POST', '/api/segments', { key, name: key.toUpperCase(), rule });
  const bodyOf = <T = Record<string, unknown>>({ text }: Answer): T => JSON.parse(text) as T;
  const problem = async (answer: Promise<Answer>) => {
    const { text } = await answer;
    const { status, code, problems } = JSON.parse(text) as Problem;
    return { status, code, ...(problems ? { pointers: problems.map((one) => one.pointer) } : {}) };
  };

  it('makes a segment, shows it, and lists it with those of the file', async () => {
    const made = await create('pros');
    const before = bodyOf(await hub.call('/api/segments/pros'));
    await evaluate();
    const after = bodyOf(await hub.call('/api/segments/pros'));

    expect(made.status).toBe(201);
    expect(bodyOf(made)).toEqual(before);
    expect(before).toEqual({
      ...{ key: 'pros', name: 'PROS', description: '', kind: 'dynamic', origin: 'api', rule: PRO },
      ...{ version: 1, size: 0, isCurrent: false, evaluatedAt: null, error: null },
      ...{ tags: [], folder: null, visibility: 'shared', visibleTo: [], editedBy: 'ada' },
      owner: { id: 'machine', name: 'ada' },
      createdAt: expect.stringMatching(/Z$/),
      editedAt: expect.stringMatching(/Z$/),
    });
    expect(after).toMatchObject({ size: 1, isCurrent: true });
    const { segments } = await hub.json<{ segments: object[] }>('/api/segments');
    expect(segments).toMatchObject([
      { key: 'everyone', origin: 'file', size: 3 },
      { key: 'guests', kind: 'static', origin: 'file' },
      { key: 'pros', origin: 'api', size: 1 },
    ]);
  });

  it('edits, keeps versions, and takes one back', async () => {
    await create('edited');
    const free = { ...PRO, value: 'free' };

    const edited = await send('PATCH', '/api/segments/edited', { rule: free, version: 1 }, 'joan');
    const outdated = send('PATCH', '/api/segments/edited', { rule: PRO, version: 1 });
    const renamed = await send('PATCH', '/api/segments/edited', { name: 'Other' });
    const restored = await send('POST', '/api/segments/edited/restore', { version: 1 });

    expect(bodyOf(edited)).toMatchObject({ version: 2, rule: free, isCurrent: false });
    expect(await problem(outdated)).toEqual({ status: 409, code: 'SEGMENT_OUTDATED' });
    expect(bodyOf(renamed)).toMatchObject({ version: 2, name: 'Other', rule: free });
    expect(bodyOf(restored)).toMatchObject({ version: 3, name: 'Other', rule: PRO });
    expect(await hub.json('/api/segments/edited/versions')).toMatchObject({
      versions: [
        { version: 3, rule: PRO, savedBy: 'ada' },
        { version: 2, rule: free, savedBy: 'joan' },
        { version: 1, rule: PRO, savedBy: 'ada' },
      ],
    });
  });

  it('refuses what cannot be saved, with a place for everything', async () => {
    await create('first');
    await create('second', { segment: 'first' });
    const broken = { all: [{ trait: 'plan', op: 'equals' }, { segment: 'nowhere' }] };
    const unknown = { all: [{ everyone: true }, { not: { segment: 'nowhere' } }] };
    const deep = '{"not":'.repeat(100_000);

    const refusals = [
      await problem(create('broken', broken)),
      await problem(create('broken', unknown)),
      await problem(create('broken', null)),
      await problem(send('PATCH', '/api/segments/first', { rule: { not: { segment: 'second' } } })),
      await problem(send('POST', '/api/segments', { key: 'Not a key', name: '', rule: PRO })),
      await problem(send('POST', '/api/segments', { key: 'odd', rules: PRO })),
      await problem(send('POST', '/api/segments', [])),
      await problem(create('first')),
      await problem(
        hub.call('/api/segments', {
          method: 'POST',
          headers: JSON_TYPE,
          body: `{"key":"deep","rule":${deep}1${'}'.repeat(100_000)}}`,
        }),
      ),
    ];

    expect(refusals).toEqual([
      { status: 422, code: 'RULE_INVALID', pointers: ['/all/0/op'] },
      { status: 422, code: 'RULE_INVALID', pointers: ['/all/1/not/segment'] },
      { status: 422, code: 'RULE_INVALID', pointers: [''] },
      { status: 422, code: 'RULE_INVALID', pointers: ['/not/segment'] },
      { status: 400, code: 'INPUT_INVALID', pointers: ['/key', '/name'] },
      { status: 400, code: 'INPUT_INVALID', pointers: ['/rules'] },
      { status: 400, code: 'INPUT_INVALID', pointers: [''] },
      { status: 409, code: 'SEGMENT_EXISTS' },
      expect.objectContaining({ status: 400, code: 'BODY_TOO_DEEP' }),
    ]);
  });

  it('leaves what segue.yaml manages to the file', async () => {
    const path = '/api/segments/everyone';
    const managed = { status: 409, code: 'SEGMENT_MANAGED' };

    expect(await problem(send('PATCH', path, { name: 'Mine' }))).toEqual(managed);
    expect(await problem(hub.call(path, { method: 'DELETE' }))).toEqual(managed);
    expect(await hub.json(`${path}/versions`)).toMatchObject({
      versions: [{ version: 1, savedBy: 'segue.yaml' }],
    });
  });

  it('deletes what nothing uses, and names what does', async () => {
    await create('used');
    await create('user', { segment: 'used' });

    const refused = await hub.call('/api/segments/used', { method: 'DELETE' });
    const user = await hub.call('/api/segments/user', { method: 'DELETE' });
    const used = await hub.call('/api/segments/used?version=1', { method: 'DELETE' });

    expect(bodyOf(refused)).toMatchObject({
      ...{ status: 409, code: 'SEGMENT_IN_USE', detail: 'segment used is used by segment user' },
    });
    expect([user.status, used.status, used.text]).toEqual([204, 204, '']);
    expect((await hub.call('/api/segments/used')).status).toBe(404);
  });

  it('keeps the list of a static segment, which the file declares', async () => {
    const email = (name: string) => ({ type: 'email', value: `${name}@example.com` });
    const path = '/api/segments/guests/members';

    const added = await send('POST', path, { add: [email('ada'), email('nobody'), email('joan')] });
    const removed = await send('POST', path, { remove: [email('joan')] }, 'grace');
    await evaluate();

    expect(bodyOf(added)).toEqual({
      ...{ added: 2, removed: 0, unchanged: 0, isCurrent: false },
      problems: [{ pointer: '/add/1', message: 'is the identifier of nobody' }],
    });
    expect(bodyOf(removed)).toMatchObject({ removed: 1, problems: [] });
    expect(await hub.json(path)).toMatchObject({ members: [{ userId: 'ada' }] });
    expect(await hub.json('/api/segments/guests/changes?limit=1')).toMatchObject({
      changes: [{ added: false, by: 'grace' }],
      next: expect.any(String),
    });
  });

  it('freezes who is in a segment', async () => {
    await evaluate();

    const frozen = await send('POST', '/api/segments/everyone/freeze', { as: 'all-then' });

    await evaluate();
    expect(frozen.status).toBe(201);
    expect(bodyOf(frozen)).toMatchObject({ kind: 'static', origin: 'api', rule: null });
    expect(await hub.json('/api/segments/all-then')).toMatchObject({ size: 3, isCurrent: true });
  });

  it('tells the past of a segment and of a person', async () => {
    await create('with-a-past');
    await evaluate();
    type Log = { readonly log: { readonly profileId: string; readonly at: string }[] };
    const { log } = await hub.json<Log>('/api/segments/with-a-past/log');
    const [{ profileId, at }] = log as [Log['log'][number]];

    const history = await hub.json<{ days: object[] }>('/api/segments/with-a-past/history');
    const memberships = `/api/profiles/${profileId}/memberships`;
    const now = await hub.json<{ segments: { key: string }[] }>(memberships);
    const before = new Date(Date.parse(at) - 1).toISOString();
    const then = await hub.json<typeof now>(`${memberships}?at=${before}`);

    expect(log).toEqual([
      {
        ...{ profileId, at, joined: true, cause: 'edit', version: 1 },
        runId: expect.any(String),
      },
    ]);
    expect(history.days.at(-1)).toMatchObject({
      ...{ size: 1, entries: 1, exits: 0, edits: [{ version: 1, savedBy: 'ada' }] },
    });
    expect(now.segments.map(({ key }) => key)).toContain('with-a-past');
    expect(then.segments.map(({ key }) => key)).not.toContain('with-a-past');
  });

  it.each([
    ['/api/segments/nope', 404, 'NOT_FOUND'],
    ['/api/segments/nope/versions', 404, 'NOT_FOUND'],
    ['/api/segments/nope/history', 404, 'NOT_FOUND'],
    ['/api/segments/nope/log', 404, 'NOT_FOUND'],
    ['/api/segments/everyone/changes', 409, 'SEGMENT_KIND'],
    ['/api/segments/everyone/log?after=1', 400, 'INPUT_INVALID'],
    ['/api/segments/everyone/history?from=2026-02-30', 400, 'INPUT_INVALID'],
    ['/api/segments/everyone/history?from=2026-02-02&to=2026-02-01', 400, 'HISTORY_RANGE'],
    ['/api/profiles/nope/memberships', 404, 'NOT_FOUND'],
    ['/api/profiles/00000000-0000-7000-8000-000000000000/memberships', 404, 'NOT_FOUND'],
    ['/api/profiles/nope/memberships?at=yesterday', 400, 'INPUT_INVALID'],
  ])('answers GET %s with %i and %s', async (path, status, code) => {
    expect(await problem(hub.call(path))).toMatchObject({ status, code });
  });
});
