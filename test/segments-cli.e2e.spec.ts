import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProgram } from '../apps/hub/src/cli/program.js';

/** Each command opens and closes the database. */
const TIMEOUT_MS = 120_000;
const NAMES = ['ada', 'grace', 'joan'];

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('segue segment', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-segments-'));
    await mkdir(join(folder, 'events'));
    const people = NAMES.map((userId) =>
      JSON.stringify({
        type: 'identify',
        userId,
        timestamp: '2026-01-01T00:00:00Z',
        traits: { email: `${userId}@example.com`, plan: userId === 'ada' ? 'pro' : 'free' },
      }),
    );
    await writeFile(join(folder, 'events', 'people.ndjson'), `${people.join('\n')}\n`);
    await write('segue.yaml', [
      'connections:',
      `  - { id: web, plugin: file, settings: { path: "${folder}/events/*.ndjson" } }`,
      'segments:',
      '  - { key: everyone, name: Everyone, rule: { everyone: true } }',
    ]);
    await run('run', 'web', 'segments');
  }, TIMEOUT_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function write(name: string, lines: readonly string[]): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, `${lines.join('\n')}\n`);
    return file;
  }

  async function run(...args: readonly string[]): Promise<Outcome> {
    const [out, err]: [string[], string[]] = [[], []];
    const env = { SEGUE_DATA: join(folder, 'data') };
    const at = ['-c', join(folder, 'segue.yaml')];
    const code = await runProgram(
      [...args, ...at],
      env,
      (text) => out.push(text),
      (text) => err.push(text),
    );
    return { code, out: out.join('\n'), err: err.join('\n') };
  }
  const segment = (...args: readonly string[]) => run('segment', ...args);

  it(
    'makes, edits, shows, lists and deletes one',
    async () => {
      const file = await write('pros.yaml', [
        'key: pros',
        'name: Pros',
        'rule: { trait: plan, op: eq, value: pro }',
      ]);
      const changed = await write('changed.yaml', [
        'key: pros',
        'rule: { trait: plan, op: exists }',
      ]);

      const made = await segment('create', file, '--by', 'ada');
      const edited = await segment('edit', changed);
      await run('run', 'segments');
      const shown = await segment('show', 'pros');
      const list = await segment('list');
      const status = await run('status');
      const deleted = await segment('delete', 'pros');
      const gone = await segment('show', 'pros');

      expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^made pros; /) });
      expect(edited.out).toMatch(/^saved pros, version 2; /);
      expect(shown.out).toMatch(/^pros: Pros \(dynamic, made with the API or the CLI, version 2\)/);
      expect(shown.out).toMatch(/^3 members; /m);
      expect(shown.out).toMatch(/^2 +\S+ +cli\n1 +\S+ +ada$/m);
      expect(list.out).toMatch(/^everyone +Everyone +dynamic +file +3 .*\npros +Pros +dynamic/m);
      expect(status.out).toMatch(/^pros +3 /m);
      expect(deleted).toMatchObject({ code: 0, out: 'deleted pros' });
      expect(gone).toMatchObject({ code: 2, err: 'there is no segment pros' });
    },
    TIMEOUT_MS,
  );

  it(
    'imports a file, and names the lines that it left out',
    async () => {
      const csv = await write('people.csv', [
        'name,email',
        '"Lovelace, Ada",ADA@example.com',
        'Nobody,nobody@example.com',
        'Broken,not an address',
        'Joan,joan@example.com',
      ]);

      const imported = await segment(
        ...['import', 'guests', csv, '--name', 'Guests', '--type', 'email', '--by', 'ada'],
      );
      const again = await segment('import', 'guests', csv, '--type', 'email', '--json');
      await run('run', 'segments');
      const log = await segment('log', 'guests', '--json');
      const history = await segment('history', 'guests');

      expect(imported.code).toBe(1);
      expect(imported.out.split('\n')).toEqual([
        'line 3 is the identifier of nobody',
        'line 4 is no email that can be used',
        expect.stringMatching(/^guests: added 2, unchanged 0, left out 2; /),
      ]);
      expect(JSON.parse(again.out)).toMatchObject({
        problems: [{ line: 3 }, { line: 4 }],
        counts: { lines: 4, added: 0, unchanged: 2, rejected: 2 },
      });
      expect((JSON.parse(log.out) as { log: object[] }).log).toHaveLength(2);
      expect(history.out).toMatch(/^\S+ +2 +2 +0 +version 1 by ada$/m);
    },
    TIMEOUT_MS,
  );

  it(
    'adds, removes and freezes',
    async () => {
      const freeze = await segment('freeze', 'everyone', '--as', 'all-then');
      await run('run', 'segments');
      const added = await segment('add', 'all-then', 'userId:ada', 'email:nobody@example.com');
      const removed = await segment('remove', 'all-then', 'userId:ada');
      await run('run', 'segments');
      const shown = await segment('show', 'all-then', '--json');

      expect(freeze).toMatchObject({ code: 0 });
      expect(added).toMatchObject({
        code: 1,
        out: 'email:nobody@example.com is the identifier of nobody\nall-then: added 0, unchanged 1',
      });
      expect(removed.out).toMatch(/^all-then: removed 1, unchanged 0; /);
      expect(JSON.parse(shown.out)).toMatchObject({ kind: 'static', size: 2, isCurrent: true });
    },
    TIMEOUT_MS,
  );

  it(
    'refuses with a sentence',
    async () => {
      const broken = await write('broken.yaml', ['key: broken', 'rule:', '  all: []', 'nme: x']);
      const unknown = await write('unknown.yaml', ['key: unknown', 'rule: { segment: everyon }']);
      const ofFile = await write('of-file.yaml', ['key: everyone', 'name: Mine']);
      const plain = await write('plain.txt', ['ada@example.com']);

      const refusals = [
        await segment('create', broken),
        await segment('create', unknown),
        await segment('edit', ofFile),
        await segment('delete', 'everyone'),
        await segment('create', join(folder, 'nowhere.yaml')),
        await segment('import', 'x', join(folder, 'nowhere.csv'), '--type', 'email'),
        await segment('import', 'x', plain, '--type', 'name'),
        await segment('import', 'x', plain, '--type', 'email', '--column', 'mail'),
        await segment('import', 'everyone', plain, '--type', 'email'),
        await segment('history', 'everyone', '--from', 'yesterday'),
      ];

      expect(refusals.map(({ code }) => code)).toEqual(refusals.map(() => 2));
      const told = refusals.map(({ out, err }) => (out + err).replaceAll(folder, ''));
      expect(told[0]).toMatch(/broken\.yaml:3:\d+ rule\.all .*\n.*broken\.yaml:4:1 nme /);
      expect(told.slice(1)).toEqual([
        '/segment: is not the key of a segment; did you mean "everyone"?',
        'segment everyone is managed by segue.yaml',
        'segment everyone is managed by segue.yaml',
        '/nowhere.yaml cannot be read: ENOENT',
        '/nowhere.csv cannot be read: ENOENT',
        '--type must be one of userId, email, phone, anonymousId, external:web',
        'the first line names no column mail',
        'segment everyone has a rule: only the members of a static segment are added and removed',
        '--from and --to take dates such as 2026-01-31',
      ]);
    },
    TIMEOUT_MS,
  );
});
