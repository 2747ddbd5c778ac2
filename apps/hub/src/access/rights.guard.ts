import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ForbiddenError, UnauthenticatedError } from './access-errors.js';
import { declaredOn } from './needs.js';
import { principalOf } from './principal.js';
import { hasRight } from './right.js';

/** Compares what a route needs with the role of who asks. What declares nothing is closed. */
@Injectable()
export class RightsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const declared = declaredOn(context.getHandler(), context.getClass());
    if (declared === 'public') return true;
    const principal = principalOf(context);
    if (!principal) throw new UnauthenticatedError();
    if (!declared) throw new ForbiddenError([]);
    const missing = declared.filter((right) => !hasRight(principal.role, right));
    if (missing.length > 0) throw new ForbiddenError(missing);
    return true;
  }
}
