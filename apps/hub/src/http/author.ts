import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { UnauthenticatedError } from '../access/access-errors.js';
import { principalOf } from '../access/principal.js';
import type { Author } from '../workspace/definition.service.js';
import { ACTOR_HEADER, actorFor } from './actor.js';

/** Hands to a controller's method who makes a change: name and role. */
export const CurrentAuthor = createParamDecorator<unknown>(
  (_data, context: ExecutionContext): Author => {
    const principal = principalOf(context);
    if (!principal) throw new UnauthenticatedError();
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
    return { by: actorFor(principal, headers[ACTOR_HEADER]), role: principal.role };
  },
);
