import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';

/** What a command was given as a file cannot be read, or is neither YAML nor JSON. */
export class UnusableFileError extends Error {
  readonly code = 'FILE_UNUSABLE';

  constructor(message: string) {
    super(message);
    this.name = 'UnusableFileError';
  }
}

/** YAML or JSON from a file, or from standard input where the name is `-`. @throws UnusableFileError */
export async function readYamlFile(name: string): Promise<unknown> {
  const content = await read(name);
  try {
    return parse(content) as unknown;
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    throw new UnusableFileError(`${name} is neither YAML nor JSON: ${line}`);
  }
}

export async function read(name: string): Promise<string> {
  try {
    return name === '-' ? await text(process.stdin) : await readFile(name, 'utf8');
  } catch (error) {
    throw new UnusableFileError(
      `${name} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'error'}`,
    );
  }
}
