import { ConfigError, RequestError, type ConnectorError } from '@segue/sdk';

export const isNotFound = (error: unknown): boolean =>
  error instanceof RequestError && error.status === 404;

/** The answer; where the vendor knows no such thing, the error that says which. */
export async function unlessMissing<T>(
  call: Promise<T>,
  missing: () => ConnectorError,
): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isNotFound(error) ? missing() : error;
  }
}

export const noSuchList = (): ConfigError =>
  new ConfigError('the Mailchimp list does not exist', {
    listId: 'is no audience ID of this Mailchimp account',
  });
