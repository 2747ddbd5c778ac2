const HOW_TO_MAKE_ONE =
  "make one with: node -p \"require('crypto').randomBytes(32).toString('base64')\"";

/** There is nothing to seal secrets with: they are not stored. */
export class SecretKeyMissingError extends Error {
  readonly code = 'SECRET_KEY_MISSING';
  constructor() {
    super(`set SEGUE_SECRET_KEY so that secrets can be stored; ${HOW_TO_MAKE_ONE}`);
    this.name = 'SecretKeyMissingError';
  }
}

/** A key of the environment is not one. Its value is not quoted. */
export class SecretKeyInvalidError extends Error {
  readonly code = 'SECRET_KEY_INVALID';
  constructor(variable: string) {
    super(`${variable} must be 32 bytes in base64 or hex; ${HOW_TO_MAKE_ONE}`);
    this.name = 'SecretKeyInvalidError';
  }
}

/** What was stored cannot be read with the keys of the environment. */
export class SecretUnreadableError extends Error {
  readonly code = 'SECRET_UNREADABLE';
  constructor(options?: ErrorOptions) {
    super(
      'a stored secret was sealed with a key that is not here: set SEGUE_SECRET_KEY, or SEGUE_SECRET_KEY_PREVIOUS, to that key, or enter the secret again',
      options,
    );
    this.name = 'SecretUnreadableError';
  }
}
