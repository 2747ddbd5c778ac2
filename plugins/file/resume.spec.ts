import { describe, expect, it } from '@jest/globals';
import { rename, utimes, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { TransientError } from '@segue/sdk';
import type { Checkpoint } from './position.js';
import { LONG_AGO, run, useFolder, WRITTEN_AT, type Outcome } from './testing/folder.js';

const message = (n: number) => JSON.stringify({ type: 'identify', userId: `u${n}` });
const messages = (...numbers: number[]) => numbers.map((n) => `${message(n)}\n`).join('');
const idsOf = ({ records }: Outcome) =>
  records.map(({ identifiers }) => identifiers.userId ?? identifiers.email);

/** Mulberry32: the same numbers in [0, 1) for the same seed. */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: () => number, choices: readonly T[]): T =>
  choices[Math.floor(random() * choices.length)]!;

function randomNdjson(random: () => number): string {
  const line = (n: number) =>
    pick(random, [
      message(n),
      JSON.stringify({ type: 'identify', userId: `ü${n}`, traits: { name: '漢字 🎉 "x"' } }),
      JSON.stringify({ type: 'track', userId: `u${n}`, event: 'Opened' }),
      '{"type":"identify","traits":{}}',
      '{ not json 🎉',
      '',
    ]) + pick(random, ['\n', '\r\n']);
  const last = pick(random, ['', message(0)]);
  return (
    pick(random, ['', '\uFEFF']) + Array.from({ length: 60 }, (_, n) => line(n)).join('') + last
  );
}

function randomCsv(random: () => number): string {
  const row = (n: number) =>
    pick(random, [
      `p${n}@example.test,Ann`,
      `p${n}@example.test,"Smith, ""Jo""\r\nof\n\nÜlm 🎉"`,
      `"p${n}@example.test",5" pipe`,
      `p${n}@example.test`,
      'p@example.test,a,b',
      ',',
      '',
    ]) + pick(random, ['\n', '\r\n']);
  const rows = Array.from({ length: 60 }, (_, n) => row(n)).join('');
  return `${pick(random, ['', '\uFEFF'])}E-mail,"Full\nname"\n${rows}`;
}

/** Ascending places between 0 and the end. */
const cutsOf = (random: () => number, length: number): number[] =>
  Array.from({ length: 8 }, () => Math.floor(random() * length)).sort((a, b) => a - b);

describe('going on where a read stopped', () => {
  const folder = useFolder();
  const csv = { mapping: { identifiers: { email: 'E-mail' } } };

  /** Reads a file as it grows through these lengths, each run from the checkpoint of the one before. */
  async function readGrowing(name: string, content: Buffer, lengths: readonly number[]) {
    const outcomes: Outcome[] = [];
    let state: Checkpoint | undefined;
    for (const length of [...lengths, content.length]) {
      const path = await folder.write(name, content.subarray(0, length));
      const outcome = await run({ path, ...csv }, state);
      outcomes.push(outcome);
      state = outcome.checkpoint;
    }
    return outcomes;
  }

  const readOnce = async (name: string, content: Buffer) =>
    run({ path: await folder.write(name, content), ...csv });
  const all = (outcomes: readonly Outcome[]) => ({
    records: outcomes.flatMap(({ records }) => records),
    rejected: outcomes.flatMap(({ rejected }) => rejected),
  });

  describe.each([
    ['a.ndjson', randomNdjson],
    ['a.csv', randomCsv],
  ])('%s, cut anywhere and completed later,', (name, randomContent) => {
    it.each(Array.from({ length: 25 }, (_, seed) => seed))(
      'gives exactly the lines of one read (seed %i)',
      async (seed) => {
        const random = randomBy(seed);
        const content = Buffer.from(randomContent(random));
        const once = await readOnce(name, content);

        const growing = await readGrowing(name, content, cutsOf(random, content.length));

        expect(once.records.length).toBeGreaterThan(10);
        expect(growing.map(({ failure }) => failure)).toEqual(growing.map(() => undefined));
        expect(all(growing)).toEqual(all([once]));
      },
    );

    it.each(Array.from({ length: 10 }, (_, seed) => seed))(
      'gives exactly the lines of one read when it is compressed (seed %i)',
      async (seed) => {
        const random = randomBy(seed);
        const content = gzipSync(randomContent(random));
        const once = await readOnce(`${name}.gz`, content);

        const growing = await readGrowing(`${name}.gz`, content, cutsOf(random, content.length));

        expect(growing.at(-1)?.failure).toBeUndefined();
        expect(all(growing)).toEqual(all([once]));
      },
    );
  });

  it.each(['a.ndjson', 'a.ndjson.gz'])(
    'gives exactly the records of one read of %s when every run stops after a page',
    async (name) => {
      const content = Buffer.from(messages(...Array.from({ length: 9000 }, (_, n) => n)));
      const path = await folder.write(name, name.endsWith('.gz') ? gzipSync(content) : content);
      const outcomes: Outcome[] = [];

      for (let runs = 0; runs < 6; runs++) {
        outcomes.push(await run({ path }, outcomes.at(-1)?.checkpoint, { pages: 1 }));
      }

      expect(outcomes.map(({ records }) => records.length)).toEqual([
        2000, 2000, 2000, 2000, 1000, 0,
      ]);
      expect(outcomes.flatMap(idsOf)).toEqual(Array.from({ length: 9000 }, (_, n) => `u${n}`));
    },
  );

  describe('when a file grew', () => {
    it('reads only what is new, and numbers its lines on', async () => {
      const path = await folder.write('a.ndjson', messages(1, 2));
      const { checkpoint } = await run({ path });
      await folder.append('a.ndjson', `${messages(3)}!\n`);

      const second = await run({ path }, checkpoint);

      expect(idsOf(second)).toEqual(['u3']);
      expect(second.rejected).toMatchObject([{ position: 'line 4' }]);
    });

    it('reads on in a CSV file without its header', async () => {
      const path = await folder.write('a.csv', 'Name;E-mail\nAnn;ann@example.test\n');
      const { checkpoint } = await run({ path, ...csv });
      await folder.append('a.csv', 'Bob;bob@example.test\n');

      const second = await run({ path, ...csv }, checkpoint);

      expect(second.records).toMatchObject([
        { identifiers: { email: 'bob@example.test' }, traits: { Name: 'Bob' } },
      ]);
    });

    it('reads a part that was added to a compressed file', async () => {
      const path = await folder.write('a.ndjson.gz', gzipSync(messages(1, 2)));
      const { checkpoint } = await run({ path });
      await folder.append('a.ndjson.gz', gzipSync(messages(3)));

      expect(idsOf(await run({ path }, checkpoint))).toEqual(['u3']);
    });

    it('reads the rows again when they are split at another delimiter than before', async () => {
      const path = await folder.write('a.csv', 'E-mail,Name;x\na@example.test,A;1\n');
      const { checkpoint } = await run({ path, mapping: csv.mapping, delimiter: ',' });
      await folder.append('a.csv', 'b@example.test,B;2\n');

      const second = await run(
        { path, mapping: { identifiers: { userId: 'x' } }, delimiter: ';' },
        checkpoint,
      );

      expect(idsOf(second)).toEqual(['1', '2']);
    });
  });

  describe('when a file was replaced', () => {
    const replaced = async (former: string, replace: (path: string) => Promise<void>) => {
      const path = await folder.write('a.ndjson', former);
      const { checkpoint } = await run({ path });
      await replace(path);
      return idsOf(await run({ path }, checkpoint));
    };

    it('reads one that became shorter from its beginning', async () => {
      const ids = await replaced(messages(1, 2, 3), (path) => writeFile(path, messages(1, 2)));

      expect(ids).toEqual(['u1', 'u2']);
    });

    it('reads one that became longer but begins differently from its beginning', async () => {
      const ids = await replaced(messages(1, 2), (path) => writeFile(path, messages(3, 4, 5)));

      expect(ids).toEqual(['u3', 'u4', 'u5']);
    });

    it('reads one that begins alike, but differs where it ended, from its beginning', async () => {
      const same = Array.from({ length: 1000 }, (_, n) => n);

      const ids = await replaced(messages(...same, 1001), (path) =>
        writeFile(path, messages(...same, 1002, 1003)),
      );

      expect(ids.length).toBe(1002);
    });

    it('reads one that was written beside it and renamed from its beginning, however alike', async () => {
      const ids = await replaced(messages(1, 2), async (path) => {
        await writeFile(`${path}.new`, messages(1, 2, 3));
        await rename(`${path}.new`, path);
      });

      expect(ids).toEqual(['u1', 'u2', 'u3']);
    });

    it('reads one that was edited without growing from its beginning', async () => {
      const filler = Array.from({ length: 1000 }, (_, n) => 1000 + n);

      const ids = await replaced(messages(...filler, 1, ...filler), async (path) => {
        await writeFile(path, messages(...filler, 2, ...filler));
        await utimes(path, WRITTEN_AT, new Date(WRITTEN_AT.getTime() + 1));
      });

      expect(ids[1000]).toBe('u2');
    });
  });

  describe('when the last line has no line end', () => {
    it('reads a message that is whole, once', async () => {
      const path = await folder.write('a.ndjson', messages(1) + message(2));
      const first = await run({ path });
      await folder.append('a.ndjson', `\n${messages(3)}!`);

      const second = await run({ path }, first.checkpoint);

      expect(idsOf(first)).toEqual(['u1', 'u2']);
      expect(idsOf(second)).toEqual(['u3']);
    });

    it('waits for the rest of half a message, says so, and reads it then', async () => {
      const path = await folder.write('a.ndjson', messages(1) + message(2).slice(0, 9));
      const first = await run({ path });
      await folder.append('a.ndjson', message(2).slice(9));

      const second = await run({ path }, first.checkpoint);

      expect(first).toMatchObject({ notes: ['UNFINISHED_LINE'], rejected: [] });
      expect(idsOf(first)).toEqual(['u1']);
      expect(idsOf(second)).toEqual(['u2']);
    });

    it.each(['1', 'true', '"a"'])('does not believe that %s is whole', async (text) => {
      const path = await folder.write('a.ndjson', text);

      expect(await run({ path })).toMatchObject({ notes: ['UNFINISHED_LINE'], rejected: [] });
    });

    it('keeps half a message whose file has rested as rejected, and reads it when it is completed', async () => {
      const path = await folder.write('a.ndjson', message(1).slice(0, 9), LONG_AGO);
      const first = await run({ path });
      const unchanged = await run({ path }, first.checkpoint);
      await folder.append('a.ndjson', message(1).slice(9));

      const second = await run({ path }, unchanged.checkpoint);

      expect(first).toMatchObject({ rejected: [{ code: 'INVALID_JSON', position: 'line 1' }] });
      expect(unchanged.pages).toEqual([]);
      expect(idsOf(second)).toEqual(['u1']);
    });

    it('does not believe that a row is whole while its file may still be written', async () => {
      const path = await folder.write('a.csv', 'E-mail\nann@example.test\nbob@example.te');
      const first = await run({ path, ...csv });
      await folder.append('a.csv', 'st\n');

      const second = await run({ path, ...csv }, first.checkpoint);

      expect(first.notes).toEqual(['UNFINISHED_LINE']);
      expect(idsOf(first)).toEqual(['ann@example.test']);
      expect(idsOf(second)).toEqual(['bob@example.test']);
    });

    it('reads a row when its file has rested, once', async () => {
      const path = await folder.write('a.csv', 'E-mail\nann@example.test', LONG_AGO);

      const first = await run({ path, ...csv });
      const second = await run({ path, ...csv }, first.checkpoint);

      expect(idsOf(first)).toEqual(['ann@example.test']);
      expect(second.pages).toEqual([]);
    });

    it('reads a row again as a whole when its file grew after it had rested', async () => {
      const path = await folder.write('a.csv', 'E-mail\nann@example.te', LONG_AGO);
      const { checkpoint } = await run({ path, ...csv });
      await folder.append('a.csv', 'st\nbob@example.test\n');

      const second = await run({ path, ...csv }, checkpoint);

      expect(idsOf(second)).toEqual(['ann@example.test', 'bob@example.test']);
      expect(second.rejected).toEqual([]);
    });

    it('reads a row at the end of compressed data that end as they should', async () => {
      const path = await folder.write('a.csv.gz', gzipSync('E-mail\nann@example.test'));

      expect(idsOf(await run({ path, ...csv }))).toEqual(['ann@example.test']);
    });

    it('does not take half a header for the header', async () => {
      const path = await folder.write('a.csv', 'E-mail,Na');
      const first = await run({ path, ...csv });
      await folder.append('a.csv', 'me\nann@example.test,Ann\n');

      const second = await run({ path, ...csv }, first.checkpoint);

      expect(first.failure).toBeUndefined();
      expect(second.records).toMatchObject([{ traits: { Name: 'Ann' } }]);
    });

    it('notes nothing when only spaces follow the last line', async () => {
      const path = await folder.write('a.ndjson', `${messages(1)}  `);

      expect((await run({ path })).notes).toEqual([]);
    });
  });

  describe('when compressed data end half-way', () => {
    it('yields what is whole and asks to try again, then reads the rest', async () => {
      const content = gzipSync(messages(1, 2, 3, 4, 5), { level: 0 });
      const path = await folder.write('a.ndjson.gz', content.subarray(0, 110));
      const first = await run({ path });
      await folder.append('a.ndjson.gz', content.subarray(110));

      const second = await run({ path }, first.checkpoint);

      expect(first.failure).toBeInstanceOf(TransientError);
      expect(idsOf(first)).toEqual(['u1', 'u2']);
      expect(idsOf(second)).toEqual(['u3', 'u4', 'u5']);
    });

    it('reads the other files first', async () => {
      await folder.write('in/1.ndjson.gz', gzipSync(messages(1)).subarray(0, 20));
      await folder.write('in/2.ndjson', messages(2));

      const outcome = await run({ path: folder.path('in') });

      expect(idsOf(outcome)).toEqual(['u2']);
      expect(outcome.failure).toBeInstanceOf(TransientError);
    });

    it('keeps what stands before damaged data', async () => {
      const content = gzipSync(messages(...Array.from({ length: 50_000 }, (_, n) => n)));
      content[content.length >> 1]! ^= 0xff;
      const path = await folder.write('a.ndjson.gz', content);

      const { records, failure } = await run({ path });

      expect(records.length).toBeGreaterThan(10_000);
      expect(failure).toMatchObject({
        message: expect.stringContaining('is not gzip, or damaged'),
      });
    });
  });
});
