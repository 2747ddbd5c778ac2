import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HubProcess, segue, type Finished } from './support/hub-process.js';
import { CHANNEL, Shop } from './support/shop.js';

/** Each command is a process of its own, which takes seconds to start. */
const TIMEOUT_MS = 120_000;
const SEGMENT_CHANGE = /POST \/3\.0\/lists\/\w+\/segments\/\d+$/;

describe('segue in an empty folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const run = (...args: string[]) => segue(args, { folder });

  it(
    'writes a file to begin with that is valid as it is',
    async () => {
      const init = await run('init');

      const check = await run('check');

      expect(init).toMatchObject({ code: 0, stdout: expect.stringContaining('wrote segue.yaml') });
      expect(await readdir(folder)).toEqual(['segue.schema.json', 'segue.yaml']);
      expect(check).toMatchObject({ code: 0, stderr: '' });
      expect(check.stdout).toBe('segue.yaml: 0 connections, 2 segments, 0 syncs\n');
    },
    TIMEOUT_MS,
  );

  it(
    'never writes over a file',
    async () => {
      await writeFile(join(folder, 'segue.yaml'), 'mine');

      const { code, stdout } = await run('init');

      expect(code).toBe(2);
      expect(stdout).toContain('was left as it is');
      expect(await readFile(join(folder, 'segue.yaml'), 'utf8')).toBe('mine');
    },
    TIMEOUT_MS,
  );

  it(
    'says which file is missing and how to get one',
    async () => {
      const { code, stderr } = await run('run');

      expect(code).toBe(2);
      expect(stderr).toBe('segue.yaml:1:1 does not exist: run `segue init` to write one\n');
    },
    TIMEOUT_MS,
  );

  it(
    'names every problem of a file at once, and touches nothing',
    async () => {
      const broken = [
        'connections:',
        '  - { id: crm, plugin: hubsopt }',
        '  - { id: chat, plugin: slack, settings: { botToken: "${NO_SUCH_TOKEN}" } }',
        '  - { id: chat, plugin: file, settings: { path: events } }',
        'segments:',
        '  - { key: vip, rule: { trait: plan, op: equals, value: vip } }',
        'syncs:',
        '  - { id: vip-to-chat, segment: vips, connection: chat }',
      ];
      await writeFile(join(folder, 'segue.yaml'), broken.join('\n'));

      const { code, stdout, stderr } = await run('run');

      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^segue\.yaml:2:\d+ connections\[0\]\.plugin .*hubspot/m);
      expect(stderr).toMatch(/^segue\.yaml:3:\d+ .*NO_SUCH_TOKEN/m);
      expect(stderr).toMatch(/^segue\.yaml:4:\d+ connections\[2\]\.id is taken by line 3/m);
      expect(stderr).toMatch(/^segue\.yaml:6:\d+ segments\[0\]\.rule\.op /m);
      expect(stderr).toMatch(/^segue\.yaml:8:\d+ syncs\[0\]\.segment /m);
      expect(await readdir(folder)).toEqual(['segue.yaml']);
    },
    TIMEOUT_MS,
  );

  it(
    'says where a file is no YAML',
    async () => {
      await writeFile(join(folder, 'segue.yaml'), 'workspace: { name: Acme\nsegments: []\n');

      const { code, stderr } = await run('check');

      expect(code).toBe(2);
      expect(stderr).toMatch(/^segue\.yaml:2:\d+ /);
    },
    TIMEOUT_MS,
  );

  it(
    'shows which migrations a database lacks, and applies them',
    async () => {
      const data = join(folder, 'data');
      await (await PGlite.create(data)).close();
      const onData = (...args: string[]) => segue(args, { folder, env: { SEGUE_DATA: data } });

      const before = await onData('db', 'status');
      const migrate = await onData('db', 'migrate');
      const after = await onData('db', 'status');

      expect(before.code).toBe(1);
      expect(before.stdout).toMatch(/^pglite .*\nmissing: \d+_init/);
      expect(migrate).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^applied \d+_init/),
      });
      expect(after).toMatchObject({ code: 0, stdout: `pglite ${data}\nup to date\n` });
    },
    TIMEOUT_MS,
  );
});

describe('segue on a shop', () => {
  const shop = new Shop({ people: 200, subscribers: 5 });
  let first: Finished;
  beforeAll(async () => {
    await shop.open();
    await shop.visit(200);
    first = await run('run');
  }, TIMEOUT_MS);
  afterAll(() => shop.close());
  const options = () => ({ folder: shop.folder, env: shop.env });
  const run = (...args: string[]) => segue(args, options());
  const json = async <T>(...args: string[]): Promise<T> => {
    const { stdout, stderr } = await run(...args, '--json');
    expect(stderr).toBe('');
    return JSON.parse(stdout) as T;
  };

  it('runs everything in the order in which data flows, a line each', () => {
    const lines = first.stdout.trimEnd().split('\n');

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(lines.map((line) => line.split(/\s+/).slice(0, 3).join(' ')).slice(2)).toEqual([
      'succeeded evaluate segments',
      'succeeded sync customers-to-newsletter',
      'succeeded sync active-to-newsletter',
      'succeeded sync active-to-chat',
    ]);
    expect(shop.audience('customers')).toEqual(shop.customers);
  });

  it(
    'asks every connection whether it works',
    async () => {
      const good = await json<Check[]>('check');
      const bad = await segue(['check'], {
        folder: shop.folder,
        env: { ...shop.env, HUBSPOT_TOKEN: 'pat-eu1-revoked' },
      });

      expect(good.map(({ id, problem }) => [id, problem])).toEqual([
        ['crm', null],
        ['web', null],
        ['newsletter', null],
        ['chat', null],
      ]);
      expect(bad.code).toBe(1);
      expect(bad.stdout).toMatch(/^failed {2}crm \(hubspot\): AUTH/m);
      expect(bad.stdout).not.toContain('pat-eu1-revoked');
    },
    TIMEOUT_MS,
  );

  it(
    'lists runs, filtered, and shows one with the records that were left out',
    async () => {
      const table = await run('runs');
      const syncs = await json<ShownRun[]>(
        'runs',
        '--kind',
        'sync',
        '--target',
        'active-to-newsletter',
      );
      const shown = await json<ShownRun>('runs', syncs[0]!.id);

      expect(table.stdout).toMatch(/^started +state +what +took +counts +run$/m);
      expect(table.stdout).toMatch(/succeeded +pull crm .* read \d+, accepted \d+/);
      expect(syncs).toHaveLength(1);
      const strangers = shop.activeUsers.length - shop.active.length;
      expect(shown.counts).toMatchObject({ joined: shop.active.length, skipped: strangers });
      expect(shown.records).toHaveLength(strangers);
      expect(shown.records[0]).toMatchObject({ outcome: 'skipped', code: 'NO_EMAIL' });
    },
    TIMEOUT_MS,
  );

  it(
    'shows how connections, segments and syncs are doing',
    async () => {
      const text = await run('status');
      const status = await json<Status>('status');

      expect(text.code).toBe(0);
      expect(text.stdout).toMatch(new RegExp(`^customers +${shop.customers.length} `, 'm'));
      expect(status.segments).toMatchObject([
        { key: 'customers', size: shop.customers.length },
        { key: 'active', size: shop.activeUsers.length },
        { key: 'busy-customers' },
      ]);
      expect(status.syncs.map(({ latestRun }) => latestRun.state)).toEqual(
        status.syncs.map(() => 'succeeded'),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'sends the members as a CSV file to where a sync tells its news',
    async () => {
      const { code, stdout } = await run('sync', 'upload', 'active-to-chat');

      expect(code).toBe(0);
      expect(stdout).toBe(`sent active.csv with ${shop.activeUsers.length} members\n`);
      const [file] = shop.slack.files;
      const lines = file?.content?.toString('utf8').trimEnd().split('\n') ?? [];
      expect(file).toMatchObject({ name: 'active.csv', channel: CHANNEL });
      expect(lines[0]).toMatch(/^profile_id,email,userId/);
      expect(lines).toHaveLength(shop.activeUsers.length + 1);
    },
    TIMEOUT_MS,
  );

  it(
    'plans the same in every format, sends nothing, and is stopped by a guard until somebody approves',
    async () => {
      const sync = 'customers-to-newsletter';
      const members = shop.audience('customers');
      shop.churn();
      await run('run', 'crm', 'segments');
      const sentBefore = shop.taps.mailchimp.count(SEGMENT_CHANGE);

      const table = await run('sync', 'plan', sync);
      const csv = await run('sync', 'plan', sync, '--format', 'csv');
      const plan = JSON.parse((await run('sync', 'plan', sync, '--format', 'json')).stdout) as Plan;
      const blocked = await run('run', sync);
      const sentWhileBlocked = shop.taps.mailchimp.count(SEGMENT_CHANGE) - sentBefore;
      const kept = shop.audience('customers');
      const approved = await json<ShownRun[]>('run', sync, '--approve');

      const gone = members.length - 1;
      expect(plan.summary).toMatchObject({ joins: 0, updates: 0, leaves: gone, skips: 0, size: 1 });
      expect(plan.summary.blockedBy).toContain('maxLeavePercent is 50');
      expect(plan.rows).toHaveLength(gone);
      expect(csv.stdout.trimEnd().split('\n')).toHaveLength(gone + 1);
      expect(csv.stdout).toMatch(/^action,address,profile_id,reason,fields\nleave,/);
      expect(table.stdout).toContain(
        `would join 0, change 0, leave ${gone}, skip 0; nothing was sent`,
      );
      expect(table.stdout).toContain('a guard would stop the run');
      expect(blocked.code).toBe(1);
      expect(blocked.stdout).toMatch(/^blocked +sync customers-to-newsletter .* BLOCKED: /m);
      expect([sentWhileBlocked, kept]).toEqual([0, members]);
      expect(approved).toMatchObject([{ state: 'succeeded', notes: [{ code: 'APPROVED' }] }]);
      expect(shop.audience('customers')).toEqual(shop.customers);
    },
    TIMEOUT_MS,
  );

  it.each([
    [
      ['run', 'crmm'],
      'there is no connection or sync crmm to run; there are crm, web, segments, customers-to',
    ],
    [['sync', 'plan', 'nowhere'], 'there is no sync nowhere'],
    [['sync', 'upload', 'nowhere'], 'there is no sync nowhere'],
    [['runs', '01a20945-414f-7fe9-8d0d-000000000000'], 'there is no run 01a20945'],
    [['runs', 'latest'], 'there is no run latest'],
    [['sync', 'plan', 'active-to-chat', '--format', 'xml'], 'Allowed choices are table, csv, json'],
    [['rnu'], "unknown command 'rnu'"],
  ])(
    'refuses %j with a sentence',
    async (args, sentence) => {
      const { code, stdout, stderr } = await run(...args);

      expect(code).toBe(2);
      expect(stdout + stderr).toContain(sentence);
    },
    TIMEOUT_MS,
  );

  it(
    'names the process that has the embedded database open, and lets go of it at SIGTERM',
    async () => {
      const hub = new HubProcess(['start'], { ...options(), env: { ...shop.env, PORT: '0' } });
      await hub.printed(/Segue is running at/);

      const second = await run('runs');
      hub.signal('SIGTERM');
      const exit = await hub.exit;
      const third = await run('runs', '--limit', '1');

      expect(second.code).toBe(2);
      expect(second.stderr).toMatch(
        new RegExp(`data is in use by process ${hub.pid}\\..*DATABASE_URL`),
      );
      expect(exit).toEqual({ code: 0, signal: null });
      expect(third.code).toBe(0);
      expect(existsSync(join(shop.folder, '.segue/data.lock'))).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    'does not start on a port that is taken',
    async () => {
      const port = new URL(shop.hubspot.url).port;

      const { code, stderr } = await segue(['start'], {
        folder: shop.folder,
        env: { ...shop.env, PORT: port, LOG_LEVEL: 'fatal' },
      });

      expect(code).toBe(2);
      expect(stderr).toMatch(/address already in use/);
    },
    TIMEOUT_MS,
  );
});

interface Check {
  readonly id: string;
  readonly problem: string | null;
}

interface ShownRun {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly notes: readonly unknown[];
  readonly records: readonly unknown[];
}

interface Status {
  readonly segments: readonly unknown[];
  readonly syncs: readonly { readonly latestRun: { readonly state: string } }[];
}

interface Plan {
  readonly summary: Readonly<Record<string, unknown>>;
  readonly rows: readonly unknown[];
}
