import type { Right } from './right.js';

/** Nobody known asks. */
export class UnauthenticatedError extends Error {
  readonly code = 'UNAUTHENTICATED';
  constructor() {
    super('sign in, or send the header Authorization: Bearer <API key>');
    this.name = 'UnauthenticatedError';
  }
}

/** Somebody known asks for what their role does not allow. */
export class ForbiddenError extends Error {
  readonly code = 'FORBIDDEN';
  /** @param missing rights; none where the route is open to nobody */
  constructor(readonly missing: readonly Right[]) {
    super(
      missing.length === 0
        ? 'this route is open to nobody'
        : `your role does not have the right ${missing.join(', ')}`,
    );
    this.name = 'ForbiddenError';
  }
}

/** Says the same of an unknown account, a wrong password and a disabled account. */
export class SignInRejectedError extends Error {
  readonly code = 'SIGN_IN_REJECTED';
  constructor() {
    super('the e-mail address or the password is wrong');
    this.name = 'SignInRejectedError';
  }
}

/** Too many failures to sign in. */
export class SignInThrottledError extends Error {
  readonly code = 'SIGN_IN_THROTTLED';
  constructor(readonly retryAfterMs: number) {
    const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
    super(
      `too many attempts from here: try again in ${minutes} minutes, from a browser in which you signed in before, or from another network`,
    );
    this.name = 'SignInThrottledError';
  }
}

/** One user, key or address asks for more than is good for all. */
export class TooManyRequestsError extends Error {
  readonly code = 'TOO_MANY_REQUESTS';
  constructor(readonly retryAfterMs: number) {
    super('too many requests in a minute: wait as long as Retry-After says');
    this.name = 'TooManyRequestsError';
  }
}

/** A set-up link that was used, is too old, or never was one. */
export class SetUpTokenError extends Error {
  readonly code = 'SET_UP_LINK_INVALID';
  constructor() {
    super(
      'the link was used already or is too old: `segue user setup-link`, or an owner, makes a new one',
    );
    this.name = 'SetUpTokenError';
  }
}

/** A new password that will not do. It is not quoted. */
export class PasswordError extends Error {
  readonly code = 'PASSWORD_UNUSABLE';
  constructor(readonly problem: string) {
    super(`the password ${problem}`);
    this.name = 'PasswordError';
  }
}

type AccessConflict = 'USER_EXISTS' | 'LAST_OWNER';

/** Not possible with the users as they are. */
export class AccessConflictError extends Error {
  constructor(
    readonly code: AccessConflict,
    message: string,
  ) {
    super(message);
    this.name = 'AccessConflictError';
  }
}
