import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ForbiddenError, UnauthenticatedError } from './access-errors.js';
import { hasRight, type Right, type Role } from './right.js';

/** Who asks. `machine` is whoever holds the key of the environment. */
export interface Principal {
  readonly kind: 'user' | 'key' | 'machine';
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export const MACHINE: Principal = { kind: 'machine', id: 'machine', name: 'api', role: 'owner' };

/** The browser's session that a request belongs to. */
export interface RequestSession {
  readonly token: string;
  readonly email: string;
  readonly expiresAt: Date;
}

/** A request whose sender is known, once it came past the authentication. */
export interface PrincipalRequest extends IncomingMessage {
  principal?: Principal;
  session?: RequestSession;
  /** Whose key or session it was that came with the request and holds no longer. */
  former?: Principal;
  /** The audit log has it that the request was refused. */
  isRefusalAudited?: boolean;
}

const requestOf = (context: ExecutionContext): PrincipalRequest =>
  context.switchToHttp().getRequest<PrincipalRequest>();

export const principalOf = (context: ExecutionContext): Principal | undefined =>
  requestOf(context).principal;

/** Hands the principal of the request to a controller's method. */
export const CurrentPrincipal = createParamDecorator<unknown>(
  (_data, context: ExecutionContext): Principal => {
    const principal = principalOf(context);
    if (!principal) throw new UnauthenticatedError();
    return principal;
  },
);

/** Hands the session of the request to a controller's method, if it has one. */
export const CurrentSession = createParamDecorator<unknown>(
  (_data, context: ExecutionContext): RequestSession | undefined => requestOf(context).session,
);

/** For what only part of a route's requests need. @throws ForbiddenError */
export function requireRight(principal: Principal, right: Right): void {
  if (!hasRight(principal.role, right)) throw new ForbiddenError([right]);
}
