import { describe, expect, it } from '@jest/globals';
import { CsvRowEnds, PlainLineEnds, type LineEnds } from './line-ends.js';
import { MAX_LINE_BYTES, splitLines, type Line } from './split-lines.js';

const START = { offset: 0, lineFeeds: 0 };
const csv = () => new CsvRowEnds([',']);
const plain = () => new PlainLineEnds();

/* eslint-disable-next-line @typescript-eslint/require-await -- chunks of a file are asynchronous */
async function* chunksOf(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function split(
  text: string,
  ends: LineEnds,
  { chunkSize = 65_536, limit = Infinity } = {},
): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of splitLines(chunksOf(Buffer.from(text), chunkSize), START, ends)) {
    lines.push(line);
    if (lines.length === limit) break;
  }
  return lines;
}

const shown = ({ bytes, ...line }: Line) => ({ ...line, text: bytes.toString() });

describe('splitLines', () => {
  it('tells where each line stands', async () => {
    expect((await split('ab\r\n\ncd', plain())).map(shown)).toEqual([
      { text: 'ab', start: 0, end: 4, number: 1, lineFeeds: 1, isTail: false },
      { text: '', start: 4, end: 5, number: 2, lineFeeds: 2, isTail: false },
      { text: 'cd', start: 5, end: 7, number: 3, lineFeeds: 2, isTail: true },
    ]);
  });

  it('keeps a row together over the line feeds in its quotes', async () => {
    expect((await split('a,"b\n""\nc"\nd\n', csv())).map(shown)).toEqual([
      { text: 'a,"b\n""\nc"', start: 0, end: 11, number: 1, lineFeeds: 3, isTail: false },
      { text: 'd', start: 11, end: 13, number: 4, lineFeeds: 4, isTail: false },
    ]);
  });

  it.each([
    ['an inch mark within a cell', 'a,5" x\nb', ['a,5" x', 'b']],
    ['a quote behind a space', 'a, "x\nb', ['a, "x', 'b']],
    ['a quoted cell with more behind it', '"a"b\nc', ['"a"b', 'c']],
    ['an empty quoted cell', '"",""\nc', ['"",""', 'c']],
    ['an escaped quote at the end', '"a"""\nc', ['"a"""', 'c']],
  ])('ends a row behind %s', async (_, text, expected) => {
    expect((await split(text, csv())).map(({ bytes }) => bytes.toString())).toEqual(expected);
  });

  it.each([1, 2, 3, 7, 4096])('gives the same for chunks of %i bytes', async (size) => {
    const text = 'ü,"x\r\n""y"\r\n\n5" a,b\n"open, \nc,d\n'.repeat(50);

    expect(await split(text, csv(), { chunkSize: size })).toEqual(await split(text, csv()));
  });

  it.each([65_536, 1_000_003, 10_000_000])(
    'gives the same problems for chunks of %i bytes',
    async (size) => {
      const long = 'x'.repeat(MAX_LINE_BYTES);
      const text = `${long}\n${long}y\nz\n"${long}\nq\n"p\n${'w\n'.repeat(MAX_LINE_BYTES / 2)}`;

      const lines = await split(text, csv(), { chunkSize: size, limit: 6 });

      expect(lines.map(({ number, problem, bytes }) => [number, problem, bytes.length])).toEqual([
        [1, undefined, MAX_LINE_BYTES],
        [2, 'too-long', 10_000],
        [3, undefined, 1],
        [4, 'too-long', 10_000],
        [5, undefined, 1],
        [6, 'unclosed-quote', 2],
      ]);
    },
  );

  it('lets a line of 256 MB go by without holding it', async () => {
    const block = Buffer.alloc(2 ** 20, 'x');
    const heldBefore = process.memoryUsage().arrayBuffers;
    let held = 0;
    /* eslint-disable-next-line @typescript-eslint/require-await -- chunks of a file are asynchronous */
    async function* endless() {
      for (let n = 0; n < 256; n++) yield block;
      held = process.memoryUsage().arrayBuffers - heldBefore;
      yield Buffer.from('\nnext\n');
    }
    const lines: Line[] = [];

    for await (const line of splitLines(endless(), START, plain())) lines.push(line);

    expect(held).toBeLessThan(32 * 2 ** 20);
    expect(lines.map(({ end, problem }) => [end, problem])).toEqual([
      [256 * 2 ** 20 + 1, 'too-long'],
      [256 * 2 ** 20 + 6, undefined],
    ]);
  });
});
