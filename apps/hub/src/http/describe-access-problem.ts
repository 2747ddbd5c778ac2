import {
  AccessConflictError,
  ForbiddenError,
  PasswordError,
  SetUpTokenError,
  SignInRejectedError,
  SignInThrottledError,
  TooManyRequestsError,
  UnauthenticatedError,
} from '../access/access-errors.js';
import { OidcError } from '../access/oidc/oidc-error.js';
import { SecretKeyMissingError, SecretUnreadableError } from '../access/secrets/secret-errors.js';
import type { ProblemKind } from './problem.js';

const KINDS = [
  [UnauthenticatedError, 401, 'Nobody known asks'],
  [OidcError, 401, 'The identity provider signed nobody in'],
  [SignInRejectedError, 401, 'You are not signed in'],
  [ForbiddenError, 403, 'Your role does not allow it'],
  [SetUpTokenError, 410, 'The link cannot be used'],
  [AccessConflictError, 409, 'Not with the users as they are'],
  [SecretKeyMissingError, 409, 'Secrets cannot be stored'],
  [SecretUnreadableError, 409, 'A secret cannot be read'],
  [TooManyRequestsError, 429, 'Too many requests'],
  [SignInThrottledError, 429, 'Too many attempts to sign in'],
] as const;

/** What a caller is told of an error about who may do what. */
export function describeAccessProblem(error: unknown): ProblemKind | undefined {
  if (error instanceof PasswordError) {
    const problems = [{ pointer: '/password', message: error.message }];
    return {
      status: 400,
      code: error.code,
      title: 'The password cannot be used',
      detail: error.message,
      problems,
    };
  }
  for (const [type, status, title] of KINDS) {
    if (error instanceof type) return { status, code: error.code, title, detail: error.message };
  }
  return undefined;
}
