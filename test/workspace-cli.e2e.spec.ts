import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProgram } from '../apps/hub/src/cli/program.js';
import { Database } from '../apps/hub/src/database/database.js';
import { uuidV7 } from '../apps/hub/src/database/uuid.js';
import { WorkspaceHub } from './support/workspace-hub.js';

const FILE = `
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
`;

describe('what was made over the API, on the command line', () => {
  let folder: string;
  let file: string;
  const env = { SEGUE_SECRET_KEY: randomBytes(32).toString('hex'), SEGUE_DATA: '' };
  const runId = uuidV7();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-workspace-cli-'));
    file = join(folder, 'segue.yaml');
    env.SEGUE_DATA = join(folder, 'data');
    await writeFile(file, FILE);
    const database = await Database.open({ kind: 'pglite', folder: env.SEGUE_DATA });
    const hub = await WorkspaceHub.start({ file, database, env });
    await hub.post('/api/connections', {
      id: 'newsletter',
      plugin: 'mailchimp',
      settings: { apiKey: `${'1'.repeat(32)}-us1`, baseUrl: 'http://127.0.0.1:9' },
    });
    await hub.post('/api/syncs', {
      id: 'everyone-news',
      segment: 'everyone',
      connection: 'newsletter',
      audience: { listId: 'a1', name: 'Everyone' },
    });
    const dead = { kind: 'sync', target: 'everyone-news', trigger: 'manual', state: 'running' };
    await database.prisma.run.create({ data: { id: runId, ...dead, startedAt: new Date() } });
    await hub.close();
    await database.close();
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true }));

  const segue = async (...args: readonly string[]) => {
    const printed: string[] = [];
    const print = (text: string) => printed.push(text);
    const code = await runProgram([...args, '-c', file], env, print, print);
    return { code, text: printed.join('\n') };
  };

  it('is exported for segue.yaml', async () => {
    const { code, text } = await segue('export');

    expect(code).toBe(0);
    expect(text).toContain('NEWSLETTER_API_KEY');
    expect(text).toContain('id: everyone-news');
    expect(text).not.toContain('1'.repeat(32));
  });

  it('is shown, run and planned like what the file says', async () => {
    const status = await segue('status');
    const plan = await segue('sync', 'plan', 'everyone-news', '--format', 'json');
    const run = await segue('run', 'segments');

    expect(status.text).toContain('everyone-news');
    expect(plan.text).not.toContain('there is no sync');
    expect(run.code).toBe(0);
    expect((await segue('status')).text).toContain('everyone-news');
  });

  it('has runs that can be cancelled', async () => {
    const cancelled = await segue('cancel', runId);
    const unknown = await segue('cancel', uuidV7());

    expect(cancelled).toMatchObject({ code: 0, text: expect.stringContaining('cancelled') });
    expect(unknown).toMatchObject({ code: 2, text: expect.stringContaining('there is no run') });
  });
});
