import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../apps/hub/src/database/database.js';
import { openTestDatabase } from './support/test-database.js';
import { WorkspaceHub, type Json } from './support/workspace-hub.js';

const FILE = `
connections:
  - id: crm
    plugin: hubspot
    settings: { accessToken: pat-eu1-not-a-real-token, baseUrl: 'http://127.0.0.1:9' }
    schedule: { at: '06:00' }
segments:
  - { key: today, rule: { event: Order Completed, within: { period: today } } }
`;

describe('name and time zone of the workspace', () => {
  let folder: string;
  let database: Database;
  let hub: WorkspaceHub;
  const secretKey = randomBytes(32).toString('hex');
  const start = async (workspace: string): Promise<WorkspaceHub> => {
    const file = join(folder, 'segue.yaml');
    await writeFile(file, workspace + FILE);
    return WorkspaceHub.start({ file, database, env: { SEGUE_SECRET_KEY: secretKey } });
  };
  const scheduleOf = async (id: string): Promise<unknown> =>
    (await hub.get(`/api/connections/${id}`))['schedule'];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-zone-'));
    database = await openTestDatabase();
    hub = await start('');
  });
  afterAll(async () => {
    await hub.close();
    await database.close();
    await rm(folder, { recursive: true });
  });

  it('are set where the file says nothing of them, and count at once', async () => {
    const made = await hub.post('/api/connections', {
      ...{ id: 'web', plugin: 'hubspot', schedule: { cron: '0 7 * * *' } },
      settings: { accessToken: 'pat-eu1-not-a-real-token' },
    });
    expect(made.status).toBe(201);
    await hub.run('evaluate', 'segments');
    const nextAt = async () =>
      (await database.prisma.work.findFirstOrThrow({ where: { target: 'crm' } })).nextAt!;
    const before = await nextAt();

    const { status, json } = await hub.patch('/api/workspace', {
      ...{ name: 'Acme', timezone: 'Asia/Tokyo' },
    });

    expect(status).toBe(200);
    expect(json).toEqual({
      ...{ name: 'Acme', timezone: 'Asia/Tokyo', locations: { name: null, timezone: null } },
    });
    expect(await hub.get('/api/session')).toMatchObject({
      workspace: { name: 'Acme', timezone: 'Asia/Tokyo' },
    });
    expect(await scheduleOf('crm')).toEqual({ cron: '0 6 * * *', timezone: 'Asia/Tokyo' });
    expect(((await nextAt()).getTime() - before.getTime()) % 86_400_000).not.toBe(0);
    await hub.run('evaluate', 'segments');
    const segment = await database.prisma.segment.findUniqueOrThrow({ where: { key: 'today' } });
    expect(segment.evaluatedZone).toBe('Asia/Tokyo');
    const { entries } = await hub.get<{ entries: Json[] }>('/api/audit?limit=1');
    expect(entries[0]).toMatchObject({
      ...{ target: 'workspace', before: {}, after: { name: 'Acme', timezone: 'Asia/Tokyo' } },
    });
  });

  it('are known to another process on the same database, and after a restart', async () => {
    const another = await start('');
    try {
      expect(await another.get('/api/workspace')).toMatchObject({ timezone: 'Asia/Tokyo' });
      await hub.patch('/api/workspace', { timezone: 'Europe/Berlin' });
      expect(await another.get('/api/workspace')).toMatchObject({ timezone: 'Europe/Berlin' });
    } finally {
      await another.close();
    }
  });

  it('are exported', async () => {
    const { text } = await hub.call('GET', '/api/export/segue.yaml');

    expect(text).toContain('workspace:\n  name: Acme\n  timezone: Europe/Berlin\n');
  });

  it('are refused where they are none', async () => {
    for (const edit of [{ timezone: 'Mars/Olympus' }, { timezone: 3 }, { name: '' }, { zone: 1 }]) {
      expect((await hub.patch('/api/workspace', edit)).status).toBe(400);
    }
    const marketer = await hub.as('marketer');
    expect((await marketer.patch('/api/workspace', { name: 'Mine' })).status).toBe(403);
  });

  it('are those of the file where it says them', async () => {
    await hub.close();
    hub = await start('workspace:\n  timezone: America/New_York\n');

    const refused = await hub.patch('/api/workspace', { timezone: 'UTC' });

    expect(refused).toMatchObject({
      ...{ status: 409, json: { code: 'MANAGED_BY_FILE', location: { line: 2, endLine: 2 } } },
    });
    expect(await hub.get('/api/workspace')).toMatchObject({
      ...{ name: 'Acme', timezone: 'America/New_York' },
      locations: { name: null, timezone: { line: 2 } },
    });
    expect((await hub.patch('/api/workspace', { name: null })).json).toMatchObject({
      name: 'Segue',
    });
    expect(await scheduleOf('web')).toEqual({ cron: '0 7 * * *', timezone: 'America/New_York' });
  });
});
