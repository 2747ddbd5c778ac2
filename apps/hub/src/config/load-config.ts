import { readFile } from 'node:fs/promises';
import { ConfigFileError } from './config-file-error.js';
import type { Config } from './config.js';
import { type ConfigOptions, parseConfig } from './parse-config.js';

/**
 * Reads a `segue.yaml` from disk.
 *
 * @throws ConfigFileError also when the file is not there or cannot be read
 */
export async function loadConfig(options: ConfigOptions): Promise<Config> {
  return parseConfig(await readConfigText(options.file), options);
}

export async function readConfigText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const message = isMissing
      ? 'does not exist: run `segue init` to write one'
      : 'cannot be read: look at its kind and at its permissions';
    throw new ConfigFileError([{ file, line: 1, column: 1, path: '', message }]);
  }
}
