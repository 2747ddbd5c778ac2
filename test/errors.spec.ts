import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** How the sources write a code. */
const PATTERNS: readonly RegExp[] = [
  // code = 'X', code: 'X', code: `X:…`
  /\bcode(?: =|:) ['`]([A-Z][A-Z0-9_]{3,})/g,
  // super('X', reject('X', rejected('X', failed('X', new UnstorableError('X'
  /(?:\bsuper|\breject(?:ed)?|\bfailed|Error)\(\s*'([A-Z][A-Z0-9_]{3,})'/g,
  // noteIf(condition, 'X'
  /\bnoteIf\(\s*[^\n]+,\s*'([A-Z][A-Z0-9_]{3,})'/g,
];

/** A table of reasons by their code. */
const REASONS = /\bconst REASONS = \{\n(.+?)\n\}/gs;

const codesIn = (text: string): readonly string[] => [
  ...PATTERNS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code]) => code!)),
  ...[...text.matchAll(REASONS)].flatMap(([, table]) =>
    [...table!.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, code]) => code!),
  ),
];

async function sourceFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((path) => !/\/(dist|node_modules|generated|testing)\/|\.spec\.ts$/.test(path));
}

async function codesInSources(): Promise<ReadonlySet<string>> {
  const files = (
    await Promise.all(['apps/hub/src', 'plugins'].map((folder) => sourceFiles(ROOT + folder)))
  ).flat();
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return new Set(texts.flatMap(codesIn));
}

/** The first cells of the tables. */
async function codesInDocs(): Promise<readonly string[]> {
  const text = await readFile(`${ROOT}docs/errors.md`, 'utf8');
  return [...text.matchAll(/^\| `([A-Z][A-Z0-9_]+)(?::…)?` /gm)].map(([, code]) => code!);
}

describe('docs/errors.md', () => {
  let sources: ReadonlySet<string>;
  let docs: readonly string[];

  beforeAll(async () => {
    [sources, docs] = [await codesInSources(), await codesInDocs()];
  });

  it('has every code of the sources', () => {
    expect([...sources].filter((code) => !docs.includes(code)).sort()).toEqual([]);
  });

  it('has no code that the sources do not have', () => {
    expect(docs.filter((code) => !sources.has(code)).sort()).toEqual([]);
  });

  it.each(['AUTH_REJECTED', 'TOO_DEEP', 'SEGMENT_FAILED', 'NO_IDENTIFIER', 'THRESHOLDED'])(
    'is compared with sources in which %s is found',
    (code) => {
      expect(sources).toContain(code);
    },
  );
});
