/**
 * The class says what the hub does next; the code says what went wrong.
 *
 * ConnectorError
 * ├── ConfigError     stop the connection: an operator must edit its settings
 * ├── AuthError       stop the connection: an operator must renew its credential
 * ├── RateLimitError  go on after `retryAfterMs`
 * ├── TransientError  go on after a growing pause
 * ├── RequestError    the same request can only fail again: a batch is halved to find the bad row, a read fails
 * ├── RecordError     fail this one row, carry on with the next
 * ├── SkipError       leave this one row out on purpose, carry on with the next
 * └── ContractError   stop the run: the plugin broke the contract
 *
 * Messages hold no credential and no personal data: they reach logs.
 */
export abstract class ConnectorError extends Error {
  constructor(
    /** Stable, SCREAMING_SNAKE_CASE, listed in docs/errors.md. A retired code is never used again. */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class ConfigError extends ConnectorError {
  constructor(
    message: string,
    /** Setting (dotted path) → what is wrong with it. Never the value itself. */
    readonly problems: Readonly<Record<string, string>> = {},
  ) {
    super('CONFIG_INVALID', message);
  }
}

export class AuthError extends ConnectorError {
  constructor(message: string, options?: ErrorOptions) {
    super('AUTH_REJECTED', message, options);
  }
}

export class RateLimitError extends ConnectorError {
  constructor(
    message: string,
    /** The vendor's own delay, in ms. */
    readonly retryAfterMs: number,
    options?: ErrorOptions,
  ) {
    super('RATE_LIMITED', message, options);
  }
}

export class TransientError extends ConnectorError {
  /** The vendor certainly never saw the request. Otherwise it is unknown what came of it. */
  readonly isUnsent: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isUnsent?: boolean } = {}) {
    super('TRANSIENT', message, options);
    this.isUnsent = options.isUnsent ?? false;
  }
}

export class RequestError extends ConnectorError {
  constructor(
    message: string,
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super('REQUEST_REJECTED', message, options);
  }
}

export class RecordError extends ConnectorError {}

export class SkipError extends ConnectorError {}

export class ContractError extends ConnectorError {
  constructor(message: string, options?: ErrorOptions) {
    super('CONTRACT_BROKEN', message, options);
  }
}

/** Any thrown value as a ConnectorError: what is none broke the contract. */
export function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const name = error instanceof Error ? error.name : typeof error;
  return new ContractError(`the plugin threw ${name} instead of a ConnectorError`, {
    cause: error,
  });
}
