import { isOwnError } from '../logging/describe-error.js';
import type { RunProblem } from './run.js';

/**
 * What is kept and shown of a failure. The message of a foreign error (the database's, a library's) may quote rows: of that
 * only the SQLSTATE or the name is kept.
 */
export function describeFailure(error: unknown): RunProblem {
  if (isOwnError(error)) return { code: error.code, message: error.message };
  const text = error instanceof Error ? error.message : '';
  const sqlState = /Code: `(\w+)`/.exec(text)?.[1];
  const name = error instanceof Error ? error.name : 'error';
  const message = sqlState
    ? `the database refused a statement (SQLSTATE ${sqlState})`
    : `unexpected ${name}`;
  return { code: 'INTERNAL', message };
}
