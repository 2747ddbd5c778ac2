import type { Location } from '../config/config.js';

export interface ScenarioProblem {
  readonly file: string;
  /** Undefined when it is about the file as a whole. */
  readonly location?: Location;
  /** Where it is by name, such as `steps[0].at`; empty for the file as a whole. */
  readonly path: string;
  /** What to write instead, to be read after the path. */
  readonly message: string;
}

/** The file is no scenario: nothing is decided about its expectations, and its author is to mend every problem named here. */
export class ScenarioError extends Error {
  readonly code = 'SCENARIO_INVALID';

  /** @param problems at least one */
  constructor(
    readonly problems: readonly ScenarioProblem[],
    options?: ErrorOptions,
  ) {
    super(problems.map(toLine).join('\n'), options);
    this.name = 'ScenarioError';
  }
}

function toLine({ file, location, path, message }: ScenarioProblem): string {
  const place = location ? `${file}:${location.line}:${location.column}` : file;
  return [place, path, message].filter((part) => part !== '').join(' ');
}
