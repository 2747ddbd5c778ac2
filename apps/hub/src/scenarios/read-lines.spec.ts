import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readLines, UnreadableFileError } from './read-lines.js';

async function linesOf(name: string, content: string | Buffer): Promise<string[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'segue-')), name);
  await writeFile(path, content);
  const lines: string[] = [];
  for await (const line of readLines(path)) lines.push(line);
  return lines;
}

describe('readLines', () => {
  it('ends lines at line feeds only, and takes a last one without', async () => {
    const lines = await linesOf('a.ndjson', '\u{FEFF}a\r\n\nb\u2028c\nd');

    expect(lines).toEqual(['a', '', 'b\u2028c', 'd']);
  });

  it('reads what is compressed, across the borders of its chunks', async () => {
    const written = Array.from({ length: 20_000 }, (_, index) => `line ${index} ü`);

    const lines = await linesOf('a.ndjson.gz', gzipSync(written.join('\n')));

    expect(lines).toEqual(written);
  });

  it('refuses a compressed file that is cut off', async () => {
    const cut = gzipSync('a\n'.repeat(10_000)).subarray(0, 40);

    await expect(linesOf('a.ndjson.gz', cut)).rejects.toThrow(UnreadableFileError);
  });
});
