import type { RuleProblem } from '../segments/rules/rule-error.js';

/** The funnel is not one: whoever asked is to mend every problem named here. */
export class FunnelError extends Error {
  readonly code = 'FUNNEL_INVALID';

  /** @param problems at least one, with JSON Pointers into what was sent */
  constructor(readonly problems: readonly RuleProblem[]) {
    super(problems.map(toLine).join('\n'));
    this.name = 'FunnelError';
  }
}

const toLine = ({ pointer, message }: RuleProblem): string =>
  pointer === '' ? `the request ${message}` : `${pointer}: ${message}`;
