import { type Location } from './config.js';

export interface ConfigProblem extends Location {
  readonly file: string;
  /** Where it is by name, such as `connections[0].settings.baseUrl`; empty for the file as a whole. */
  readonly path: string;
  /** What to write instead, to be read after the path. Never holds a value of the file: that may be a secret. */
  readonly message: string;
}

/** The file cannot be used: nothing of it is applied, and its author is to mend every problem named here. */
export class ConfigFileError extends Error {
  readonly code = 'CONFIG_INVALID';

  /** @param problems at least one, in the order of the file */
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(toLine).join('\n'));
    this.name = 'ConfigFileError';
  }
}

const toLine = ({ file, line, column, path, message }: ConfigProblem): string =>
  [`${file}:${line}:${column}`, path, message].filter((part) => part !== '').join(' ');
