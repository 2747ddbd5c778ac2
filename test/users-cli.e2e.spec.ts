import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secrets } from '../apps/hub/src/access/secrets/secrets.js';
import { embeddedDatabase } from './support/hub-database.js';
import { HubProcess, segue, type Finished } from './support/hub-process.js';

describe('segue user', () => {
  let folder: string;
  const run = (args: readonly string[], input = '', env = {}): Promise<Finished> =>
    segue(args, { folder, input, env });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-'));
    await writeFile(join(folder, 'segue.yaml'), 'server: { url: "https://segue.acme.example" }\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('makes the first owner, from the command line or by the link that the start prints', async () => {
    const link = await run(['user', 'setup-link']);
    const hub = new HubProcess(['start'], { folder, env: { PORT: '0' } });
    await hub.printed(/setup\?token=[\w-]{43}\n/);
    hub.signal('SIGTERM');
    await hub.exit;
    const added = await run(
      ['user', 'add', 'Olga@Acme.test', '--name', 'Olga', '--role', 'owner'],
      'a long and winding road\n',
    );
    const again = await run(['user', 'setup-link']);
    const later = new HubProcess(['start'], { folder, env: { PORT: '0' } });
    await later.printed(/Segue is running/);
    later.signal('SIGTERM');
    await later.exit;

    expect(link.stdout).toMatch(
      /^https:\/\/segue\.acme\.example\/setup\?token=[\w-]{43}\nvalid once/,
    );
    expect(hub.stdout).toMatch(/Nobody can sign in yet.*\n *https:\/\/segue\.acme\.example\/setup/);
    expect([added.code, added.stdout.trim()]).toEqual([0, 'olga@acme.test can sign in as owner']);
    expect(again.code).toBe(2);
    expect(later.stdout).not.toContain('setup?token');
  }, 120_000);

  it('lists, gives passwords and links, and disables, but not the last owner', async () => {
    await run(['user', 'add', 'mia@acme.test', '--role', 'marketer'], 'seven green bottles');
    const short = await run(['user', 'password', 'mia@acme.test'], 'short');
    const changed = await run(['user', 'password', 'mia@acme.test'], 'eight green bottles\n');
    const link = await run(['user', 'setup-link', 'mia@acme.test']);
    const disabled = await run(['user', 'disable', 'mia@acme.test']);
    const last = await run(['user', 'disable', 'olga@acme.test']);
    const unknown = await run(['user', 'disable', 'nobody@acme.test']);
    const list = await run(['user', 'list', '--json']);

    expect([short.code, short.stdout.trim()]).toEqual([
      2,
      'the password must have at least 12 characters',
    ]);
    expect([changed.code, link.code, disabled.code]).toEqual([0, 0, 0]);
    expect(last.stderr).toContain('there must be an owner');
    expect(unknown.stderr).toContain('there is no user');
    expect(JSON.parse(list.stdout)).toMatchObject({
      users: [
        { email: 'olga@acme.test', role: 'owner', isDisabled: false },
        { email: 'mia@acme.test', role: 'marketer', isDisabled: true },
      ],
    });
  }, 180_000);

  it('is in the audit log, also where it did not succeed', async () => {
    const entries = await embeddedDatabase(join(folder, '.segue')).look(({ prisma }) =>
      prisma.auditEntry.findMany({ where: { status: { not: null } }, orderBy: { seq: 'asc' } }),
    );

    const told = entries.map(({ actorKind, route, status }) => [actorKind, route, status]);
    expect(told.slice(0, 3)).toEqual([
      ['cli', 'segue user setup-link', 0],
      ['cli', 'segue user add', 0],
      ['cli', 'segue user setup-link', 2],
    ]);
    expect(told).toContainEqual(['cli', 'segue user disable', 2]);
    expect(entries[1]).toMatchObject({
      target: expect.stringMatching(/^user:[0-9a-f-]{36}$/),
      after: { email: 'olga@acme.test', role: 'owner' },
    });
    expect(entries.every(({ completes }) => completes !== null)).toBe(true);
  }, 60_000);

  it('brings stored secrets under a new key', async () => {
    const [old, current] = [randomBytes(32), randomBytes(32)].map((bytes) =>
      bytes.toString('base64'),
    ) as [string, string];
    const database = embeddedDatabase(join(folder, '.segue'));
    await database.look(async ({ prisma }) => {
      await prisma.definition.create({
        data: {
          kind: 'connection',
          id: 'crm',
          entry: { id: 'crm', plugin: 'hubspot', settings: {} },
          sealed: Secrets.from({ SEGUE_SECRET_KEY: old }).seal('{"accessToken":"pat"}'),
          ...{ madeAt: new Date(), madeBy: 'spec', changedAt: new Date(), changedBy: 'spec' },
        },
      });
    });

    const without = await run(['secrets', 'rotate'], '', { SEGUE_SECRET_KEY: current });
    const rotated = await run(['secrets', 'rotate'], '', {
      SEGUE_SECRET_KEY: current,
      SEGUE_SECRET_KEY_PREVIOUS: old,
    });

    expect(without.stderr).toContain('sealed with a key that is not here');
    expect(rotated.stdout).toContain('1 stored, 1 brought under the key');
    const { sealed } = await database.look(({ prisma }) =>
      prisma.definition.findUniqueOrThrow({ where: { id: 'crm' } }),
    );
    expect(Secrets.from({ SEGUE_SECRET_KEY: current }).open(sealed!)).toBe('{"accessToken":"pat"}');
  }, 120_000);
});
