import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ConfigError } from '@segue/sdk';
import { contextFor, itBehavesLikeASource, NOW } from '@segue/sdk/testing';
import { file } from './file.source.js';
import { run, useFolder, WRITTEN_AT } from './testing/folder.js';

const identify = (n: number) =>
  JSON.stringify({ type: 'identify', userId: `u${n}`, timestamp: '2026-01-01T00:00:00Z' });
const lines = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => `${identify(from + index)}\n`).join('');
const userIds = (records: readonly { identifiers: object }[]) =>
  records.map(({ identifiers }) => ('userId' in identifiers ? identifiers.userId : undefined));

const CONFORMANCE_FOLDER = mkdtempSync(join(tmpdir(), 'segue-file-'));
const CONFORMANCE_FILE = join(CONFORMANCE_FOLDER, 'people.ndjson');

afterAll(() => rmSync(CONFORMANCE_FOLDER, { recursive: true }));

itBehavesLikeASource(file, {
  origins: [],
  settings: { path: CONFORMANCE_FILE },
  arrange: () => writeFileSync(CONFORMANCE_FILE, lines(4500)),
});

describe('file', () => {
  const folder = useFolder();
  const check = (settings: object) => file.check(contextFor(file, settings));

  describe('reading messages', () => {
    it('turns each line into what the message says', async () => {
      const path = await folder.write(
        'a.ndjson',
        '{"type":"identify","userId":"u1","traits":{"plan":"pro"},"timestamp":"2026-01-02T03:04:05Z"}\n' +
          '{"type":"track","userId":"u1","event":"Signed Up","messageId":"m-1"}\n',
      );

      const { records, rejected } = await run({ path });

      expect(rejected).toEqual([]);
      expect(records).toEqual([
        {
          kind: 'profile',
          identifiers: { userId: 'u1' },
          traits: { plan: 'pro' },
          observedAt: new Date('2026-01-02T03:04:05Z'),
        },
        {
          kind: 'event',
          identifiers: { userId: 'u1' },
          event: 'Signed Up',
          properties: {},
          occurredAt: WRITTEN_AT,
          messageId: 'm-1',
        },
      ]);
    });

    it('skips empty lines, and takes both kinds of line end and a byte order mark', async () => {
      const path = await folder.write(
        'a.jsonl',
        `\uFEFF${identify(1)}\r\n\r\n  \n${identify(2)}\n\n`,
      );

      const { records, rejected } = await run({ path });

      expect(userIds(records)).toEqual(['u1', 'u2']);
      expect(rejected).toEqual([]);
    });

    it('keeps a bad line with its number and its text, and reads the rest', async () => {
      const path = await folder.write(
        'a.ndjson',
        `${identify(1)}\nhello\n\n{"type":"tarck","userId":"u9"}\n${identify(2)}\n`,
      );

      const { records, rejected } = await run({ path });

      expect(userIds(records)).toEqual(['u1', 'u2']);
      expect(rejected).toMatchObject([
        { code: 'INVALID_JSON', position: 'line 2', raw: 'hello' },
        { code: 'UNKNOWN_TYPE', position: 'line 4', raw: '{"type":"tarck","userId":"u9"}' },
      ]);
    });

    it('rejects a line that is not UTF-8', async () => {
      const path = await folder.write(
        'a.ndjson',
        Buffer.from(`"J\xfcrgen"\n${identify(1)}\n`, 'latin1'),
      );

      const { records, rejected } = await run({ path });

      expect(userIds(records)).toEqual(['u1']);
      expect(rejected).toMatchObject([{ code: 'INVALID_UTF8', position: 'line 1' }]);
    });

    it('rejects a line over 1 MB, keeps only its beginning, and counts on', async () => {
      const long = JSON.stringify({
        type: 'identify',
        userId: 'u',
        traits: { a: 'x'.repeat(2 ** 20) },
      });
      const path = await folder.write('a.ndjson', `${identify(1)}\n${long}\n${identify(2)}\n!\n`);

      const { records, rejected } = await run({ path });

      expect(userIds(records)).toEqual(['u1', 'u2']);
      expect(rejected).toMatchObject([
        { code: 'LINE_TOO_LONG', position: 'line 2', raw: long.slice(0, 10_000) },
        { code: 'INVALID_JSON', position: 'line 4' },
      ]);
    });

    it('gives an event without an id the same one whenever its line is read, and another line another', async () => {
      const event = '{"type":"track","userId":"u1","event":"Opened"}\n';
      const path = await folder.write('a.ndjson', event + event);

      const first = await run({ path });
      const second = await run({ path });

      const ids = first.records.map((record) => 'messageId' in record && record.messageId);
      expect(new Set(ids).size).toBe(2);
      expect(second.records).toEqual(first.records);
    });

    it('reads a compressed file', async () => {
      const path = await folder.write('a.ndjson.gz', gzipSync(lines(3)));

      const { records } = await run({ path });

      expect(userIds(records)).toEqual(['u1', 'u2', 'u3']);
    });

    it('reads a compressed file that was written in several parts', async () => {
      const parts = [gzipSync(lines(2)), gzipSync(lines(2, 3))];
      const path = await folder.write('a.ndjson.gz', Buffer.concat(parts));

      const { records } = await run({ path });

      expect(userIds(records)).toEqual(['u1', 'u2', 'u3', 'u4']);
    });

    it.each([
      ['an empty file', 'a.ndjson', ''],
      ['an empty CSV file', 'a.csv', ''],
      ['a compressed file that is only begun', 'a.ndjson.gz', ''],
      ['a file of empty lines', 'a.ndjson', '\n\r\n\n'],
    ])('finds nothing in %s', async (_, name, content) => {
      const path = await folder.write(name, content);

      const outcome = await run({ path, mapping: { identifiers: { email: 'E' } } });

      expect(outcome).toMatchObject({ records: [], rejected: [], notes: [], failure: undefined });
    });
  });

  describe('paging', () => {
    it('yields pages of 2,000 lines', async () => {
      const path = await folder.write('a.ndjson', lines(4500));

      const { pages } = await run({ path });

      expect(pages.map(({ records }) => records.length)).toEqual([2000, 2000, 500]);
    });

    it('counts bad lines as well', async () => {
      const path = await folder.write('a.ndjson', '!\n'.repeat(3000));

      const { pages } = await run({ path });

      expect(pages.map(({ rejected }) => rejected?.length)).toEqual([2000, 1000]);
    });

    it('yields shorter pages of long lines', async () => {
      const long = JSON.stringify({
        type: 'identify',
        userId: 'u',
        traits: { a: 'x'.repeat(900_000) },
      });
      const path = await folder.write('a.ndjson', `${long}\n`.repeat(20));

      const { pages } = await run({ path });

      expect(pages.map(({ records }) => records.length)).toEqual([10, 10]);
    });

    it('stops without a page when it is aborted', async () => {
      const path = await folder.write('a.ndjson', lines(10));
      const stop = new AbortController();
      stop.abort();

      const read = file.read!(contextFor(file, { path }, { signal: stop.signal }), undefined);

      await expect(read.next()).resolves.toEqual({ done: true, value: undefined });
    });

    it('stops between two pages when it is aborted', async () => {
      const path = await folder.write('a.ndjson', lines(40_000));
      const stop = new AbortController();
      const read = file.read!(contextFor(file, { path }, { signal: stop.signal }), undefined);
      const pages = [];

      for await (const page of read) {
        pages.push(page);
        stop.abort();
      }

      expect(pages.length).toBeLessThan(20);
      expect(pages.at(-1)?.checkpoint.files).not.toMatchObject([{ isComplete: true }]);
    });
  });

  describe('finding files', () => {
    it('reads the data files of a folder in the order of their names', async () => {
      await folder.write('in/2.ndjson', lines(1, 2));
      await folder.write('in/1.ndjson.gz', gzipSync(lines(1, 1)));
      await folder.write('in/3.JSONL', lines(1, 3));
      await folder.write('in/.4.ndjson.part', lines(1, 4));
      await folder.write('in/5.md5', 'abc');
      await mkdir(folder.path('in/6.ndjson'));

      const { records, rejected } = await run({ path: folder.path('in') });

      expect(userIds(records)).toEqual(['u1', 'u2', 'u3']);
      expect(rejected).toEqual([]);
    });

    it('reads the files that a pattern matches, also in folders that one matches', async () => {
      await folder.write('2026-01/users.ndjson', lines(1, 1));
      await folder.write('2026-02/users.ndjson', lines(1, 2));
      await folder.write('2026-02/users+old.ndjson', lines(1, 3));
      await folder.write('2025-12/users.ndjson', lines(1, 4));
      await folder.write('2026-03', 'not a folder');

      const { records } = await run({ path: folder.path('2026-*/us*rs.ndjson') });

      expect(userIds(records)).toEqual(['u1', 'u2']);
    });

    it('reads files of any name when the format is given', async () => {
      await folder.write('in/events.log', lines(1));

      const { records } = await run({ path: folder.path('in/*'), format: 'ndjson' });

      expect(userIds(records)).toEqual(['u1']);
    });

    it('says in which of several files a bad line stands', async () => {
      const path = await folder.write('in/a.ndjson', '\n!\n');

      const { rejected } = await run({ path: folder.path('in') });

      expect(rejected).toMatchObject([{ position: `${path} line 2` }]);
    });

    it('reads the other files before it fails for one that cannot be read', async () => {
      await folder.write('in/1.csv', 'Name\nAnn\n');
      await folder.write('in/2.csv', 'E-mail\nann@example.test\n');
      const settings = { path: folder.path('in'), mapping: { identifiers: { email: 'E-mail' } } };

      const { records, failure } = await run(settings);

      expect(records).toMatchObject([{ identifiers: { email: 'ann@example.test' } }]);
      expect(failure).toBeInstanceOf(ConfigError);
      expect(failure).toMatchObject({ message: expect.stringContaining('1.csv has no column') });
    });

    it('forgets files that vanished', async () => {
      await folder.write('in/1.ndjson', lines(1, 1));
      await folder.write('in/2.ndjson', lines(1, 2));
      const first = await run({ path: folder.path('in') });
      await rm(folder.path('in/1.ndjson'));

      const second = await run({ path: folder.path('in') }, first.checkpoint);

      expect(first.checkpoint?.files.map(({ path }) => path)).toEqual([
        folder.path('in/1.ndjson'),
        folder.path('in/2.ndjson'),
      ]);
      expect(second.records).toEqual([]);
      expect(second.checkpoint?.files).toEqual([first.checkpoint?.files[1]]);
    });

    it('yields nothing when nothing changed', async () => {
      const path = await folder.write('a.ndjson', lines(1));
      const { checkpoint } = await run({ path });

      const { pages } = await run({ path }, checkpoint);

      expect(pages).toEqual([]);
    });
  });

  describe('failing', () => {
    it('names a file that does not exist', async () => {
      const path = folder.path('gone.ndjson');

      await expect(check({ path })).rejects.toThrow(new ConfigError(`${path} does not exist`));
      expect((await run({ path })).failure).toEqual(new ConfigError(`${path} does not exist`));
    });

    it.each([
      ['*.csv', 'matches no file'],
      ['nowhere/*.csv', 'matches no file'],
      ['empty', 'holds no file'],
    ])('says so when %s names no file', async (name, problem) => {
      await mkdir(folder.path('empty'));

      await expect(check({ path: folder.path(name) })).rejects.toThrow(
        new ConfigError(`${folder.path(name)} ${problem}`),
      );
    });

    it('asks for the format of a file whose name does not tell it', async () => {
      const path = await folder.write('events.log', lines(1));

      await expect(check({ path })).rejects.toThrow(/events\.log does not tell its format/);
      await expect(check({ path: folder.path('*') })).rejects.toThrow(/set "format"/);
    });

    it('refuses what is neither a file nor a folder', async () => {
      await expect(check({ path: '/dev/null' })).rejects.toThrow(/neither a file nor a folder/);
    });

    it('refuses UTF-16', async () => {
      const path = await folder.write('a.ndjson', Buffer.from(`\uFEFF${lines(1)}`, 'utf16le'));

      await expect(check({ path })).rejects.toThrow(/is UTF-16: save it as UTF-8/);
      expect((await run({ path })).failure).toBeInstanceOf(ConfigError);
    });

    it('refuses a file that is called .gz and is not gzip', async () => {
      const path = await folder.write('a.ndjson.gz', lines(1));

      await expect(check({ path })).rejects.toThrow(/is not gzip, or damaged/);
    });
  });

  describe('checking', () => {
    it('accepts a file that begins with a message, and an empty one', async () => {
      await folder.write('in/a.ndjson', `\uFEFF\n${lines(1)}`);
      await folder.write('in/b.ndjson', '');

      await expect(check({ path: folder.path('in') })).resolves.toBeUndefined();
    });

    it('refuses a file that begins with something else, without quoting it', async () => {
      const path = await folder.write('a.ndjson', 'ann@example.test\n');

      const error = (await check({ path }).catch((thrown: unknown) => thrown)) as Error;

      expect(error).toBeInstanceOf(ConfigError);
      expect(error.message).toMatch(/begins with a line that is no message: the line is not JSON/);
      expect(error.message).not.toContain('ann@example.test');
    });
  });

  it('takes the time of a file for records without one, so that a second reading says the same', async () => {
    const path = await folder.write('a.ndjson', '{"type":"identify","userId":"u1"}\n');

    const { records } = await run({ path }, undefined, { now: new Date(NOW.getTime() + 1) });

    expect(records).toMatchObject([{ observedAt: WRITTEN_AT }]);
  });
});
