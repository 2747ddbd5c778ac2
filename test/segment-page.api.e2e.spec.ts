import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const CONFIG = `
workspace: { name: Acme, timezone: Europe/Berlin }
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "0123456789abcdef0123456789abcdef-us1", baseUrl: "http://127.0.0.1:9" }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
  - { key: pros, name: Pros, rule: { trait: plan, op: eq, value: pro } }
  - { key: others, name: Others, rule: { all: [{ segment: everyone }, { not: { segment: pros } }] } }
  - { key: lost, name: Lost, rule: { event: Never Seen } }
syncs:
  - id: pros-to-newsletter
    segment: pros
    connection: newsletter
    audience: { listId: abc123, name: Pros }
`;

interface Listed {
  readonly key: string;
  readonly sparkline: readonly number[];
}
interface List {
  readonly segments: readonly Listed[];
  readonly tags: readonly string[];
  readonly folders: readonly string[];
}

describe('the list of segments and the page of one', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    const person = (userId: string, traits: object) => ({ type: 'identify', userId, traits });
    const batch = [
      person('1', { plan: 'pro', age: 20, tags: ['x'], email: '=1+1@example.com' }),
      person('2', { plan: 'pro', age: 30, tags: ['x', 'y'] }),
      person('3', { plan: 'free', age: 60 }),
      person('4', { plan: 'free', age: 70, 'a.b': true }),
    ];
    await hub.post('/v1/batch', { batch }, { authorization });
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
  });
  afterAll(() => hub.close());

  const send = (method: string, path: string, body: unknown) =>
    hub.call(path, {
      method,
      headers: { 'Content-Type': 'application/json', 'X-Segue-Actor': 'ada' },
      body: JSON.stringify(body),
    });
  const list = (query = '') => hub.json<List>(`/api/segments${query}`);
  const keys = async (query: string) => (await list(query)).segments.map(({ key }) => key);

  it('lists what the file says in its order, with sizes, uses, warnings and lines', async () => {
    const { segments } = await list();

    expect(segments.map(({ key }) => key)).toEqual(['everyone', 'pros', 'others', 'lost']);
    expect(segments[1]).toEqual({
      ...{ key: 'pros', name: 'Pros', description: '', kind: 'dynamic', origin: 'file' },
      ...{ version: 1, isCurrent: true, error: null, size: 2, weekChange: 2 },
      ...{ owner: null, tags: [], folder: null, visibility: 'shared', visibleTo: [] },
      sparkline: [...Array<number>(29).fill(0), 2],
      usedBy: { segments: ['others'], syncs: ['pros-to-newsletter'] },
      warnings: 1,
      location: { file: expect.stringMatching(/segue\.yaml$/), line: 10 },
      editedBy: 'segue.yaml',
      createdAt: expect.stringMatching(/Z$/),
      editedAt: expect.stringMatching(/Z$/),
      evaluatedAt: expect.stringMatching(/Z$/),
    });
    expect(segments).toMatchObject([{ warnings: 1 }, {}, { warnings: 1 }, { warnings: 2 }]);
  });

  it('keeps tags and folders, and finds segments by all that they have', async () => {
    const made = await send('POST', '/api/segments', {
      ...{ key: 'spring', rule: { segment: 'pros' }, tags: ['email', 'Spring 26'] },
      ...{ folder: 'Marketing/2026', description: 'Campaign' },
    });
    await send('PATCH', '/api/segments/spring', { folder: 'Marketing/2027', tags: ['email'] });

    expect(made.status).toBe(201);
    expect(await list()).toMatchObject({ tags: ['email'], folders: ['Marketing/2027'] });
    expect(await keys('?tag=email')).toEqual(['spring']);
    expect(await keys('?tag=Spring%2026')).toEqual([]);
    expect(await keys('?folder=Marketing')).toEqual(['spring']);
    expect(await keys('?folder=Market')).toEqual([]);
    expect(await keys('?q=CAMP')).toEqual(['spring']);
    expect(await keys('?owner=machine')).toEqual(['spring']);
    expect(await keys('?usedBy=spring')).toEqual(['pros']);
    expect(await keys('?usedBy=pros-to-newsletter')).toEqual(['pros']);
    expect(await keys('?usedBy=others&q=every')).toEqual(['everyone']);
  });

  it('takes a folder away, and notes who edited last', async () => {
    const { text } = await send('PATCH', '/api/segments/spring', { folder: null });

    expect(JSON.parse(text)).toMatchObject({ folder: null, tags: ['email'], editedBy: 'ada' });
  });

  it.each([
    { tags: ['a', 'a'] },
    { tags: [' a'] },
    { tags: ['a,b'] },
    { tags: Array.from({ length: 21 }, (_, n) => `t${n}`) },
    { tags: null },
    { tags: 'a' },
    { folder: '/a' },
    { folder: 'a//b' },
    { folder: 'a\0' },
    { name: null },
    { visibility: 'secret' },
    { visibility: null },
    { visibility: 'roles' },
    { visibility: 'roles', visibleTo: [] },
    { visibility: 'roles', visibleTo: ['king'] },
  ])('refuses %j', async (edit) => {
    const { status, text } = await send('PATCH', '/api/segments/spring', edit);

    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('tells what needs a segment', async () => {
    expect(await hub.json('/api/segments/pros/usage')).toEqual({
      segments: [
        { key: 'others', name: 'Others' },
        { key: 'spring', name: 'spring' },
      ],
      syncs: [{ id: 'pros-to-newsletter', connectionId: 'newsletter' }],
      unseen: 0,
    });
  });

  it('clones a rule, and a list', async () => {
    const clone = await send('POST', '/api/segments/pros/clone', { as: 'pros-2' });
    await send('POST', '/api/segments/pros/freeze', { as: 'frozen' });
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
    await send('POST', '/api/segments/frozen/clone', { as: 'frozen-2', name: 'Again' });
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });

    expect(JSON.parse(clone.text)).toMatchObject({
      ...{ key: 'pros-2', name: 'Pros, copy', origin: 'api', version: 1 },
      rule: { trait: 'plan', op: 'eq', value: 'pro' },
    });
    expect(await hub.json('/api/segments/frozen-2')).toMatchObject({
      ...{ kind: 'static', name: 'Again', size: 2 },
    });
  });

  it('will not clone onto a key that is taken', async () => {
    const { status, text } = await send('POST', '/api/segments/pros/clone', { as: 'everyone' });

    expect(status).toBe(409);
    expect(JSON.parse(text)).toMatchObject({ code: 'SEGMENT_EXISTS' });
  });

  it('counts people by which segments they are in', async () => {
    expect(await hub.json('/api/segments/everyone/overlap?with=pros,others,lost')).toEqual({
      segments: [
        { key: 'everyone', name: 'Everyone', size: 4 },
        { key: 'pros', name: 'Pros', size: 2 },
        { key: 'others', name: 'Others', size: 2 },
        { key: 'lost', name: 'Lost', size: 0 },
      ],
      groups: [
        { keys: ['everyone', 'others'], count: 2 },
        { keys: ['everyone', 'pros'], count: 2 },
      ],
      both: [
        [4, 2, 2, 0],
        [2, 2, 0, 0],
        [2, 0, 2, 0],
        [0, 0, 0, 0],
      ],
      isEstimate: false,
    });
  });

  it.each([
    ['overlap', 400],
    ['overlap?with=', 400],
    ['overlap?with=a,a', 400],
    ['overlap?with=a,b,c,d,e,f,g,h', 400],
    ['overlap?with=nobody', 404],
    ['compare?traits=', 400],
    ['compare?traits=%00', 400],
  ])('answers %s with %i', async (path, status) => {
    expect((await hub.call(`/api/segments/everyone/${path}`)).status).toBe(status);
  });

  it('tells in which traits a segment differs from everyone', async () => {
    const { sampled, margin, traits } = await hub.json<{
      readonly sampled: object;
      readonly margin: number;
      readonly traits: readonly { readonly trait: string }[];
    }>('/api/segments/pros/compare');

    expect({ sampled, margin }).toEqual({
      ...{ sampled: { segment: 2, everyone: 4 }, margin: 0 },
    });
    expect(traits.map(({ trait }) => trait)).toContain('a\\.b');
    expect(traits.find(({ trait }) => trait === 'plan')).toEqual({
      ...{ trait: 'plan', difference: 0.5, having: { segment: 1, everyone: 1 } },
      ...{ mean: null, median: null },
      values: [
        { value: 'pro', shareOfSegment: 1, shareOfEveryone: 0.5 },
        { value: 'free', shareOfSegment: 0, shareOfEveryone: 0.5 },
      ],
    });
    expect(traits.find(({ trait }) => trait === 'age')).toMatchObject({
      mean: { segment: 25, everyone: 45 },
      median: { segment: 20, everyone: 30 },
    });
    expect(traits.find(({ trait }) => trait === 'tags')).toMatchObject({
      having: { segment: 1, everyone: 0.5 },
      values: [
        { value: 'x', shareOfSegment: 1, shareOfEveryone: 0.5 },
        { value: 'y', shareOfSegment: 0.5, shareOfEveryone: 0.25 },
      ],
    });
  });

  it('compares by the traits that are asked for', async () => {
    const { traits } = await hub.json<{ readonly traits: readonly { readonly trait: string }[] }>(
      '/api/segments/lost/compare?traits=plan,age',
    );

    expect(traits.map(({ trait }) => trait).sort()).toEqual(['age', 'plan']);
  });

  it('gives the members as a file in which nothing is a formula', async () => {
    const { status, headers, text } = await hub.call('/api/segments/pros/members.csv');

    expect(status).toBe(200);
    expect(headers['content-disposition']).toBe('attachment; filename="pros-members.csv"');
    const [head, ...lines] = text.trimEnd().split('\r\n');
    expect(head).toBe('profile_id,joined_at,user_id,email,phone,anonymous_id');
    expect(lines).toHaveLength(2);
    expect(text).toContain(",'=1+1@example.com,");
  });

  it.each(['members', 'members.csv', 'usage', 'compare', 'overlap?with=pros'])(
    'has no %s of a segment that is not there',
    async (path) => {
      expect((await hub.call(`/api/segments/nobody/${path}`)).status).toBe(404);
    },
  );
});
