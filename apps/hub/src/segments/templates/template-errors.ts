export interface ParameterProblem {
  /** A JSON Pointer into the parameters; empty for all of them. */
  readonly pointer: string;
  /** To be read after the name of the parameter: `must be a whole number`. */
  readonly message: string;
}

/** A template cannot be used with these parameters: whoever gave them is to mend every one that is named. */
export class TemplateParametersError extends Error {
  readonly code = 'TEMPLATE_PARAMETERS';

  /** @param problems at least one */
  constructor(readonly problems: readonly ParameterProblem[]) {
    super(problems.map(toLine).join('\n'));
    this.name = 'TemplateParametersError';
  }
}

const toLine = ({ pointer, message }: ParameterProblem): string =>
  pointer === '' ? `the parameters ${message}` : `${pointer.slice(1)}: ${message}`;

/** A template takes its thresholds from the data, and the data have none yet. */
export class TemplateDataError extends Error {
  readonly code = 'TEMPLATE_DATA';

  constructor(message: string) {
    super(message);
    this.name = 'TemplateDataError';
  }
}
