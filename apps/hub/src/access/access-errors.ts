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
