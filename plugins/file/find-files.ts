import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pathError, systemCodeOf, toFileError } from './file-error.js';
import type { FileSettings, Format } from './settings.js';

/** A file that the settings name. */
export interface DataFile {
  /** As the settings write it, with its name in place of a pattern. */
  readonly path: string;
  readonly format: Format;
  readonly isGzip: boolean;
  /** Whether the settings may name others too, so that a line number alone does not say where a line is. */
  readonly isOneOfMany: boolean;
}

const DATA_NAME = /\.(?:(csv)|ndjson|jsonl)(?:\.gz)?$/i;

/**
 * The files that the settings name, in the order of their names.
 *
 * Of a folder or pattern, names that begin with a dot are left out, and without `format` also those that do not tell one:
 * they are half-made uploads, checksums and the like.
 *
 * @throws ConfigError when there is none
 */
export async function findFiles(settings: Readonly<FileSettings>): Promise<readonly DataFile[]> {
  const { path, format } = settings;
  const isPattern = path.includes('*');
  const entry = isPattern ? undefined : await statOf(path);
  if (entry?.isFile()) return [onlyFile(path, format)];
  if (entry && !entry.isDirectory()) throw pathError(path, 'is neither a file nor a folder');

  const found = await expand(isPattern ? path : join(path, '*'));
  const files = found.flatMap((name) => toDataFile(name, format, true) ?? []);
  if (files.length === 0) throw pathError(path, nothingFound(found.length, isPattern));
  return files;
}

function nothingFound(others: number, isPattern: boolean): string {
  if (others === 0) return isPattern ? 'matches no file' : 'holds no file';
  const names = 'names end in .ndjson, .jsonl or .csv (or these and .gz)';
  return `${isPattern ? 'matches' : 'holds'} no file whose ${names}: set "format" to read others`;
}

function onlyFile(path: string, format: Format | undefined): DataFile {
  const file = toDataFile(path, format, false);
  if (!file) throw pathError(path, 'does not tell its format by its name: set "format"');
  return file;
}

function toDataFile(path: string, format: Format | undefined, isOneOfMany: boolean) {
  const name = DATA_NAME.exec(path);
  if (!name && !format) return undefined;
  const told: Format = name?.[1] ? 'csv' : 'ndjson';
  return { path, format: format ?? told, isGzip: /\.gz$/i.test(path), isOneOfMany };
}

async function expand(pattern: string): Promise<readonly string[]> {
  let paths: readonly string[] = [isAbsolute(pattern) ? '/' : ''];
  for (const segment of pattern.split('/').filter((part) => part !== '')) {
    paths = segment.includes('*')
      ? (await Promise.all(paths.map((path) => namesIn(path, segment)))).flat()
      : paths.map((path) => join(path, segment));
  }
  const kept = await Promise.all(paths.map(async (path) => ((await isFile(path)) ? [path] : [])));
  return kept.flat().sort();
}

async function namesIn(folder: string, pattern: string): Promise<readonly string[]> {
  const names = await unlessMissing(readdir(folder || '.'), folder);
  const matches = toRegExp(pattern);
  const isShown = (name: string) => !name.startsWith('.') || pattern.startsWith('.');
  return (names ?? [])
    .filter((name) => isShown(name) && matches.test(name))
    .map((name) => join(folder, name));
}

function toRegExp(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

const isFile = async (path: string): Promise<boolean> =>
  (await unlessMissing(stat(path), path))?.isFile() ?? false;

/** What is not there, or no longer, matches nothing. */
async function unlessMissing<T>(call: Promise<T>, path: string): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw toFileError(error, path);
  }
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    throw toFileError(error, path);
  }
}
