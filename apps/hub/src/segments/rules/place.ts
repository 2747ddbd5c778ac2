import { type RuleProblem } from './rule-error.js';

/** What one parse gathers while it goes on behind a problem, so that all are reported at once. */
export interface Report {
  readonly problems: RuleProblem[];
  /** Leaves met so far, `property` leaves included. */
  leafCount: number;
  /** Groups and leaves met so far; see `MAX_NODES` in `parse-tree.ts`. */
  nodeCount: number;
}

/** A place in the rule. */
export interface Place {
  readonly pointer: string;
  readonly report: Report;
}

/** Gives the parsed value, or reports at least one problem and gives undefined. */
export type Parse<T> = (json: unknown, at: Place) => T | undefined;

export const startOf = (report: Report): Place => ({ pointer: '', report });

export const child = ({ pointer, report }: Place, key: string | number): Place => ({
  pointer: `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`,
  report,
});

export function refuse(at: Place, message: string): undefined {
  at.report.problems.push({ pointer: at.pointer, message });
}

/**
 * Refuses a value that is of the wrong kind, or is not there at all.
 *
 * @param expected goes on after "must be": `a string`
 */
export function refuseValue(json: unknown, at: Place, expected: string): undefined {
  if (json === undefined) return refuse(at, `is missing: must be ${expected}`);
  if (json === null) return refuse(at, `must be ${expected}, not null`);
  return refuse(at, `must be ${expected}`);
}
