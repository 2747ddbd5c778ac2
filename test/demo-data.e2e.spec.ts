import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import type { Database } from '../apps/hub/src/database/database.js';
import { IntakeService } from '../apps/hub/src/intake/intake.service.js';
import { LeaseRepository } from '../apps/hub/src/schedule/lease.repository.js';
import { eventually } from './support/eventually.js';
import { openTestDatabase } from './support/test-database.js';
import { WorkspaceHub, type Json } from './support/workspace-hub.js';

/** The machine may be busy: 13,000 records are read again and again. */
jest.setTimeout(120_000);

const ITEM = { kind: 'pull', target: 'demo-data' } as const;
const CANCELLED = 'run WHERE cancel_asked_at IS NOT NULL';

/** Whatever has rows of a person. */
const OF_PEOPLE = [
  ...['profile', 'trait_state', 'trait_history', 'event', 'identifier', 'profile_identifier'],
  ...['profile_connection', 'profile_merge', 'membership', 'membership_log', 'due', 'dirty'],
];

let folder: string;
let database: Database;
let hub: WorkspaceHub;

const start = (): Promise<WorkspaceHub> =>
  WorkspaceHub.start({ file: join(folder, 'segue.yaml'), database });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-demo-'));
  await writeFile(join(folder, 'segue.yaml'), 'workspace: { name: Acme }\n');
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  database = await openTestDatabase();
  hub = await start();
});
afterEach(async () => {
  await hub.close();
  await database.close();
});

const rowsOf = async (table: string): Promise<number> => {
  const [row] = await database.prisma.$queryRawUnsafe<[{ n: bigint }]>(
    `SELECT count(*) AS n FROM ${table}`,
  );
  return Number(row.n);
};

const sizes = async (): Promise<Readonly<Record<string, number>>> => {
  const { segments } = await hub.get<{ segments: { key: string; size: number }[] }>(
    '/api/segments',
  );
  return Object.fromEntries(segments.map(({ key, size }) => [key, size]));
};

const fill = async (): Promise<void> => {
  await hub.post('/api/demo-data', undefined);
  await hub.run('pull', 'demo-data');
  await hub.run('evaluate', 'segments');
};

describe('demo data', () => {
  it('are read and evaluated by themselves, as of any connection', async () => {
    expect(await hub.get('/api/overview')).toMatchObject({ firstRun: { isEmpty: true } });

    const { status, json } = await hub.post('/api/demo-data', undefined);

    expect(status).toBe(202);
    expect(json['connection']).toBe('demo-data');
    const work = await database.prisma.work.findUniqueOrThrow({
      where: { kind_target: ITEM },
    });
    expect(work.nextAt!.getTime()).toBeLessThanOrEqual(Date.now());
    const { state, counts } = await hub.run('pull', 'demo-data');
    expect(state).toBe('succeeded');
    expect(counts.accepted).toBe(counts.read);
    await hub.run('evaluate', 'segments');
    const found = await sizes();
    expect(Object.keys(found).sort()).toEqual([...(json['segments'] as string[])].sort());
    expect(Object.values(found).every((size) => size > 0 && size < 400)).toBe(true);
    expect(await rowsOf('profile')).toBe(500);
    expect(await rowsOf('event')).toBeGreaterThan(8_000);
    expect(await hub.get('/api/connections/demo-data')).toMatchObject({
      ...{ plugin: 'demo', title: 'Demo data', origin: 'api', isPaused: false },
    });
    const { firstRun } = await hub.get<{ firstRun: Json }>('/api/overview');
    expect(firstRun).toMatchObject({ needsConnection: false, needsSegment: false, isEmpty: false });
  });

  it('are nobody’s: every address is below example.com', async () => {
    await fill();

    const rows = await database.prisma.identifier.findMany({ where: { type: 'email' } });

    expect(rows.length).toBeGreaterThan(400);
    expect(rows.filter(({ value }) => !value.endsWith('@example.com'))).toEqual([]);
  });

  it('are there once when they are asked for twice, also at the same time', async () => {
    const answers = await Promise.all([1, 2].map(() => hub.post('/api/demo-data', undefined)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    await hub.run('pull', 'demo-data');
    const events = await rowsOf('event');

    expect((await hub.post('/api/demo-data', undefined)).status).toBe(202);

    expect((await hub.run('pull', 'demo-data')).counts.accepted ?? 0).toBe(0);
    expect(await rowsOf('event')).toBe(events);
    expect(await rowsOf('profile')).toBe(500);
    const { json } = await hub.call('GET', '/api/audit');
    expect(
      (json['entries'] as Json[]).filter(({ route }) => route === 'POST /api/demo-data'),
    ).toHaveLength(3);
  });

  it('go on where a hub that died had stopped', async () => {
    await hub.post('/api/demo-data', undefined);
    const intake = hub.app.get(IntakeService);
    const store = intake.store.bind(intake);
    let pages = 0;
    intake.store = (...page) => {
      if (++pages > 3) throw new Error('power cut');
      return store(...page);
    };
    expect((await hub.run('pull', 'demo-data')).state).toBe('failed');
    expect(await rowsOf('profile')).toBe(60);
    await hub.close();

    hub = await start();
    await hub.post('/api/demo-data', undefined);

    const { counts } = await hub.run('pull', 'demo-data');
    expect(counts.accepted).toBe(counts.read);
    expect(await rowsOf('profile')).toBe(500);
  });

  it('are refused by a hub that has connections or people', async () => {
    await hub.post('/api/connections', { id: 'web', plugin: 'segment' });

    const refused = await hub.post('/api/demo-data', undefined);

    expect(refused).toMatchObject({ status: 409, json: { code: 'HUB_NOT_EMPTY' } });
    expect(Object.keys(await sizes())).toEqual([]);
    const made = await hub.post('/api/connections', { id: 'more', plugin: 'demo' });
    expect(made).toMatchObject({ status: 409, json: { code: 'PLUGIN_DEMO' } });
    const { plugins } = await hub.get<{ plugins: Json[] }>('/api/plugins');
    expect(plugins.map(({ key }) => key)).not.toContain('demo');
  });

  it('are for owners', async () => {
    for (const role of ['operator', 'marketer', 'viewer'] as const) {
      const other = await hub.as(role);
      expect((await other.post('/api/demo-data', undefined)).status).toBe(403);
      expect((await other.call('DELETE', '/api/demo-data')).status).toBe(403);
    }
    expect((await hub.call('DELETE', '/api/demo-data')).status).toBe(404);
  });
});

describe('removing demo data', () => {
  it('leaves nothing of the people, and an empty hub', async () => {
    await fill();

    const { status, json } = await hub.call('DELETE', '/api/demo-data');

    expect(status).toBe(200);
    expect(json).toMatchObject({ people: 500, kept: 0 });
    expect(await Promise.all(OF_PEOPLE.map(rowsOf))).toEqual(OF_PEOPLE.map(() => 0));
    expect(await sizes()).toEqual({});
    const { connections } = await hub.get<{ connections: Json[] }>('/api/connections');
    expect(connections).toEqual([]);
    expect(await hub.get('/api/overview')).toMatchObject({ firstRun: { isEmpty: true } });
    await fill();
    expect(await rowsOf('profile')).toBe(500);
  });

  it('keeps whom another connection knows, and what was made of the segments', async () => {
    await fill();
    await hub.post('/api/connections', { id: 'web', plugin: 'segment' });
    const { profileId } = await database.prisma.profile.findFirstOrThrow();
    await database.prisma.profileConnection.create({
      data: { profileId, connectionId: 'web', createdAt: new Date() },
    });
    await hub.patch('/api/segments/demo-repeat-buyers', { rule: { everyone: true } });
    await hub.post('/api/segments', {
      key: 'mine',
      rule: { segment: 'demo-abandoned-cart' },
    });

    const { json } = await hub.call('DELETE', '/api/demo-data');

    expect(json).toMatchObject({ people: 499, kept: 1 });
    expect(await database.prisma.profile.findMany({ select: { profileId: true } })).toEqual([
      { profileId },
    ]);
    await hub.run('evaluate', 'segments');
    expect(await sizes()).toEqual({
      ...{ 'demo-abandoned-cart': expect.any(Number), 'demo-repeat-buyers': 1 },
      mine: expect.any(Number),
    });
    expect(await rowsOf('membership_log')).toBe(
      await rowsOf(`membership_log WHERE profile_id = '${profileId}'`),
    );
  });

  it('is the only way: the connection alone would leave the people behind', async () => {
    await fill();

    const refused = await hub.call('DELETE', '/api/connections/demo-data');

    expect(refused).toMatchObject({ status: 409, json: { code: 'PLUGIN_DEMO' } });
    expect((await hub.call('DELETE', '/api/demo-data')).json).toMatchObject({ people: 500 });
  });

  it('goes on where a hub that died had stopped', async () => {
    await fill();
    const leases = hub.app.get(LeaseRepository);
    const fence = leases.fence.bind(leases);
    leases.fence = () => Promise.reject(new Error('power cut'));
    expect((await hub.call('DELETE', '/api/demo-data')).status).toBe(500);
    leases.fence = fence;
    expect(await hub.get('/api/connections/demo-data')).toMatchObject({ isPaused: true });

    expect((await hub.call('DELETE', '/api/demo-data')).json).toMatchObject({ people: 500 });
    expect(await rowsOf('profile')).toBe(0);
  });

  it('ends a read that goes on', async () => {
    await hub.post('/api/demo-data', undefined);
    const intake = hub.app.get(IntakeService);
    const store = intake.store.bind(intake);
    let pages = 0;
    intake.store = async (...page) => {
      if (++pages > 2)
        await eventually('it is to end', async () => (await rowsOf(CANCELLED)) === 1);
      return store(...page);
    };
    const read = hub.run('pull', 'demo-data');
    await eventually('it is being read', () => pages > 2);

    const { status, json } = await hub.call('DELETE', '/api/demo-data');

    expect(status).toBe(200);
    expect(json).toMatchObject({ people: 60 });
    expect((await read).state).toBe('cancelled');
    expect(await rowsOf('profile')).toBe(0);
  });
});
