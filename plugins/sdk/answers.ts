import type { AxiosResponse } from 'axios';
import { ConnectorError } from './errors.js';

/** What the vendor answered to the request that failed. May hold personal data: for the plugin's eyes, not for logs. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

/** Beside the errors and not in them, so that no log shows an answer. */
const answers = new WeakMap<ConnectorError, Answer>();

/** The answer behind an error that an SDK request rejected with; undefined when there was none. */
export const answerOf = (error: unknown): Answer | undefined =>
  error instanceof ConnectorError ? answers.get(error) : undefined;

export function remember<E extends ConnectorError>(
  error: E,
  { status, headers, data }: AxiosResponse<unknown>,
): E {
  answers.set(error, { status, headers: { ...headers } as Record<string, string>, data });
  return error;
}
