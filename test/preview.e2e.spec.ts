import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProgram } from '../apps/hub/src/cli/program.js';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest } from './support/hub-server.js';

const SEGMENTS = `
segments:
  - { key: everyone, rule: { everyone: true } }
  - { key: pros, rule: { trait: plan, op: eq, value: pro } }
  - { key: mistaken, rule: { event: Order Complete } }
`;
const PEOPLE = ['ada', 'grace', 'joan'].flatMap((userId, n) => [
  {
    ...{ type: 'identify', userId, timestamp: '2026-01-01T00:00:00Z' },
    traits: { email: `${userId}@example.com`, plan: n === 0 ? 'pro' : 'free' },
  },
  { type: 'track', userId, event: 'Order Completed', timestamp: '2026-01-02T00:00:00Z' },
]);
const RULE = { all: [{ event: 'Order Completed' }, { trait: 'plan', op: 'eq', value: 'free' }] };

describe('previews over HTTP', () => {
  const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
  let hub: HubServerUnderTest;
  beforeAll(async () => {
    const connections = `connections: [ { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } } ]`;
    hub = await HubServerUnderTest.start(connections + SEGMENTS);
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    await hub.post('/v1/batch', { batch: PEOPLE }, { authorization });
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
  });
  afterAll(() => hub.close());

  const preview = async (body: object) => {
    const { status, text } = await hub.call('/api/segments/preview', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  };

  it('tell what a rule would select', async () => {
    const { status, body } = await preview({ rule: RULE, overlaps: ['pros', 'everyone'] });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ size: 2, total: 3, reachable: { email: 2, phone: 0, slack: 0 } },
      overlaps: [
        { key: 'pros', both: 0, size: 1, share: 0 },
        { key: 'everyone', both: 2, size: 3, share: 1 },
      ],
    });
    expect(body['conditions']).toHaveLength(3);
    expect(body['sample']).toHaveLength(2);
  });

  it.each([
    [{ rule: { all: [{ trait: 'x', op: 'equals' }] } }, 422, ['/all/0/op']],
    [{ rule: { segment: 'none' } }, 422, ['/segment']],
    [{ rule: RULE, overlaps: ['a', 'b', 'c', 'd', 'e', 'f'] }, 400, ['/overlaps']],
    [{}, 400, ['/rule']],
  ])('refuse %j', async (request, status, pointers) => {
    const answer = await preview(request);

    const problems = answer.body['problems'] as { pointer: string }[];
    expect(answer.status).toBe(status);
    expect(problems.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('are not the only place for warnings', async () => {
    const { warnings } = await hub.json<{ warnings: object[] }>('/api/segments/mistaken/warnings');

    expect(warnings).toEqual([
      { code: 'EMPTY', message: 'nobody is in it', pointer: '' },
      {
        code: 'UNKNOWN_EVENT',
        message: 'the event "Order Complete" never occurred; what does: "Order Completed"',
        pointer: '',
      },
    ]);
  });
});

describe('previews and evaluations on the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-preview-'));
    await mkdir(join(folder, 'events'));
    const lines = PEOPLE.map((message) => JSON.stringify(message)).join('\n');
    await writeFile(join(folder, 'events', 'people.ndjson'), `${lines}\n`);
    const connections = `connections: [ { id: web, plugin: file, settings: { path: "${folder}/events/*.ndjson" } } ]`;
    await writeFile(join(folder, 'segue.yaml'), connections + SEGMENTS);
    await writeFile(join(folder, 'rule.json'), JSON.stringify({ rule: RULE }));
    await run('run', 'web', 'segments');
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function run(...args: readonly string[]) {
    const [out, err]: [string[], string[]] = [[], []];
    const env = { SEGUE_DATA: join(folder, 'data') };
    const code = await runProgram(
      [...args, '-c', join(folder, 'segue.yaml')],
      env,
      (text) => out.push(text),
      (text) => err.push(text),
    );
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  it('show a rule of a file and one of a segment', async () => {
    const ofFile = await run('preview', join(folder, 'rule.json'), '--overlap', 'pros');
    const ofSegment = await run('preview', '--segment', 'mistaken', '--json');

    expect(ofFile.code).toBe(0);
    expect(ofFile.out).toContain('2 of 3 people, 66.7 %; reachable: e-mail 2, phone 0, Slack 0');
    expect(ofFile.out).toMatch(/\/all\/1 +trait +2 +2/);
    expect(JSON.parse(ofSegment.out)).toMatchObject({ size: 0, warnings: [{}, {}] });
  }, 120_000);

  it('refuse what is no rule and no file', async () => {
    await writeFile(join(folder, 'bad.json'), '{ "all": [] }');

    const bad = await run('preview', join(folder, 'bad.json'));
    const missing = await run('preview', join(folder, 'none.json'));

    expect([bad.code, missing.code]).toEqual([2, 2]);
    expect(bad.err).toContain('/all:');
    expect(missing.err).toContain('cannot be read: ENOENT');
  }, 120_000);

  it('find what is stored as it would be from scratch, and say what is not', async () => {
    const fine = await run('evaluate', '--full', '--verify');
    const { Database } = await import('../apps/hub/src/database/database.js');
    const database = await Database.open({ kind: 'pglite', folder: join(folder, 'data') });
    await database.prisma
      .$executeRaw`DELETE FROM membership WHERE segment_id = (SELECT id FROM segment WHERE key = 'pros')`;
    await database.close();

    const spoilt = await run('evaluate', '--full', '--verify');
    const mended = await run('evaluate', '--full', '--verify', '--json');

    expect([fine.code, spoilt.code, mended.code]).toEqual([0, 1, 0]);
    expect(fine.out).toContain('no difference from what was stored');
    expect(spoilt.out).toMatch(/pros +[0-9a-f-]{36} +was not stored as a member/);
    expect(JSON.parse(mended.out)).toMatchObject({ differences: [] });
  }, 120_000);
});
