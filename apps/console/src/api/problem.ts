import type { components } from './generated/schema';

export type Problem = components['schemas']['Problem'];

/** What is shown of an error: that of the API, or that there was no answer. */
export function toProblem(error: unknown): Pick<Problem, 'title' | 'detail' | 'problems' | 'code'> {
  if (isProblem(error)) return error;
  return {
    code: 'NO_ANSWER',
    title: 'Segue cannot be reached',
    detail: 'Is the hub running, and is this computer online? What you see may be out of date.',
  };
}

export const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;

export const hasCode = (error: unknown, code: string): boolean =>
  isProblem(error) && error.code === code;
