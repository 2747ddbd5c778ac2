export interface RuleProblem {
  /** A JSON Pointer (RFC 6901) into the rule; empty for the rule as a whole. */
  readonly pointer: string;
  /** What is expected there, to be read after the pointer: `must be a string`. */
  readonly message: string;
}

/** The rule is not one: nothing is saved, and the author is to mend every problem named here. */
export class RuleError extends Error {
  readonly code = 'RULE_INVALID';

  /** @param problems at least one */
  constructor(readonly problems: readonly RuleProblem[]) {
    super(problems.map(toLine).join('\n'));
    this.name = 'RuleError';
  }
}

const toLine = ({ pointer, message }: RuleProblem): string =>
  pointer === '' ? `the rule ${message}` : `${pointer}: ${message}`;
