import { afterEach, beforeEach } from '@jest/globals';
import { appendFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@segue/sdk';
import { contextFor, NOW } from '@segue/sdk/testing';
import { file } from '../file.source.js';
import type { Checkpoint } from '../position.js';

/** When every file here was last written, unless a test says otherwise: a minute ago, so it may still be being written. */
export const WRITTEN_AT = new Date(NOW.getTime() - 60_000);
export const LONG_AGO = new Date(NOW.getTime() - 60 * 60_000);

export interface Folder {
  /** Absolute path of a file in it. */
  path(name: string): string;
  write(name: string, content: string | Buffer, at?: Date): Promise<string>;
  append(name: string, content: string | Buffer, at?: Date): Promise<string>;
}

/** An empty folder for each test. */
export function useFolder(): Folder {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'segue-file-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const path = (name: string) => join(root, name);
  const put =
    (change: typeof writeFile | typeof appendFile) =>
    async (name: string, content: string | Buffer, at = WRITTEN_AT) => {
      await mkdir(dirname(path(name)), { recursive: true });
      await change(path(name), content);
      await utimes(path(name), at, at);
      return path(name);
    };
  return { path, write: put(writeFile), append: put(appendFile) };
}

export interface Outcome {
  readonly pages: readonly Page<Checkpoint>[];
  readonly records: Page<Checkpoint>['records'];
  readonly rejected: NonNullable<Page<Checkpoint>['rejected']>;
  readonly notes: readonly string[];
  /** As it would come out of the database. */
  readonly checkpoint: Checkpoint | undefined;
  readonly failure: unknown;
}

/** Everything that one run reads, and what ended it early. */
export async function run(
  settings: object,
  state?: Checkpoint,
  { pages: limit = Infinity, now = NOW } = {},
): Promise<Outcome> {
  const pages: Page<Checkpoint>[] = [];
  const drain = async () => {
    for await (const page of file.read!(contextFor(file, settings, { now }), state)) {
      pages.push(page);
      if (pages.length >= limit) return;
    }
  };
  const failure = await drain().then(
    () => undefined,
    (error: unknown) => error,
  );
  const last = pages.at(-1)?.checkpoint ?? state;
  return {
    pages,
    records: pages.flatMap(({ records }) => records),
    rejected: pages.flatMap(({ rejected = [] }) => rejected),
    notes: pages.flatMap(({ notes = [] }) => notes.map(({ code }) => code)),
    checkpoint: last && (JSON.parse(JSON.stringify(last)) as Checkpoint),
    failure,
  };
}
