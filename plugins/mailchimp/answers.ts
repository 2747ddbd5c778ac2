import { TransientError } from '@segue/sdk';

export type Answered = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Answered =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The answer, if it has at least one of the lists that it is documented to have.
 *
 * @throws TransientError for anything else, e.g. what a proxy answered: it must not pass for "no errors"
 */
export function answerWith(data: unknown, keys: readonly string[]): Answered {
  if (isObject(data) && keys.some((key) => Array.isArray(data[key]))) return data;
  throw new TransientError(`Mailchimp’s answer has no ${keys.join(' or ')}`);
}

/** The objects in the list `key`; whatever else is in there is left out. */
export function objectsIn(answer: Answered, key: string): readonly Answered[] {
  const list: unknown = answer[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

export const textIn = (answer: Answered, key: string): string => {
  const value = answer[key];
  return typeof value === 'string' ? value : '';
};

/**
 * Errors come as `application/problem+json`: `{ type, title, status, detail, instance, errors? }`. An answer without such a
 * body is not from the API itself.
 *
 * Source: https://mailchimp.com/developer/marketing/docs/errors/
 */
export const isProblem = (data: unknown): data is Answered =>
  isObject(data) && textIn(data, 'title') !== '';
