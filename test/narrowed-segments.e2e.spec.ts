import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../apps/hub/src/database/database.js';
import { openTestDatabase } from './support/test-database.js';
import { WorkspaceHub, type Json } from './support/workspace-hub.js';

const fileOf = (audience: string): string => `
workspace: { name: Acme }
segments:
  - { key: vips, name: VIPs, ${audience} rule: { trait: plan, op: eq, value: pro } }
`;
const VIPS = { segment: 'vips' };

const MADE: readonly Json[] = [
  { key: 'refers', rule: { not: VIPS } },
  { key: 'refers-further', rule: { any: [{ segment: 'refers' }, { everyone: true }] } },
  { key: 'of-two-roles', visibility: 'roles', visibleTo: ['marketer', 'operator'], rule: VIPS },
  { key: 'of-marketers', visibility: 'roles', visibleTo: ['marketer'], rule: VIPS },
  { key: 'own', visibility: 'personal', rule: VIPS },
  { key: 'another', rule: { everyone: true } },
];

describe('segments made here, when the file shows what they refer to to fewer people', () => {
  let folder: string;
  let database: Database;
  let hub: WorkspaceHub;
  const start = async (audience: string) => {
    await writeFile(join(folder, 'segue.yaml'), fileOf(audience));
    return WorkspaceHub.start({ file: join(folder, 'segue.yaml'), database });
  };
  const shelves = async (): Promise<Json> => {
    const found: Record<string, unknown> = {};
    for (const { key } of MADE) {
      const { visibility, visibleTo } = await hub.get(`/api/segments/${String(key)}`);
      found[String(key)] = [visibility, ...(visibleTo as string[])];
    }
    return found;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-narrowed-'));
    database = await openTestDatabase();
    hub = await start('');
    for (const entry of MADE) expect((await hub.post('/api/segments', entry)).status).toBe(201);
    await hub.close();
    hub = await start('visibility: roles, visibleTo: [operator],');
  }, 60_000);
  afterAll(async () => {
    await hub.close();
    await database.close();
    await rm(folder, { recursive: true });
  });

  it('are seen by no more people than that', async () => {
    expect(await shelves()).toEqual({
      refers: ['roles', 'operator'],
      'refers-further': ['roles', 'operator'],
      'of-two-roles': ['roles', 'operator'],
      'of-marketers': ['roles', 'owner'],
      own: ['personal'],
      another: ['shared'],
    });
    const seenBy = async (role: 'marketer' | 'operator') => {
      const { json } = await (await hub.as(role)).call('GET', '/api/segments');
      return (json['segments'] as Json[]).map(({ key }) => key).sort();
    };
    expect(await seenBy('marketer')).toEqual(['another']);
    expect(await seenBy('operator')).toEqual([
      ...['another', 'of-two-roles', 'refers', 'refers-further', 'vips'],
    ]);
  });

  it('keep their rules, and say who changed them', async () => {
    expect(await hub.get('/api/segments/refers')).toMatchObject({
      ...{ rule: { not: VIPS }, version: 1, origin: 'api', editedBy: 'segue.yaml' },
    });
    expect(hub.log).toContain('segment refers-further, which was made here, refers to one that');
  });

  it('stay so when the file shows it to everybody again', async () => {
    await hub.close();

    hub = await start('');

    expect(await shelves()).toMatchObject({ refers: ['roles', 'operator'], another: ['shared'] });
  });
});
