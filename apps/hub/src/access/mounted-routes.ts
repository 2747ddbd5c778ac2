import type { ServerResponse } from 'node:http';
import { ForbiddenError, UnauthenticatedError } from './access-errors.js';
import type { Declared } from './needs.js';
import type { PrincipalRequest } from './principal.js';
import { hasRight } from './right.js';

interface MountedRoute {
  /** Of a path as Express has it, below which the same holds. */
  readonly path: string;
  readonly needs: Declared;
}

/**
 * Routes that no controller has, so that nobody can annotate them. Those of push sources are not among them: their plugins
 * look for the write key.
 */
export const MOUNTED_ROUTES: readonly MountedRoute[] = [
  { path: '/api/docs', needs: ['view'] },
  { path: '/api/openapi.json', needs: ['view'] },
];

/** Mounted on one of them, keeps out who may not use it. */
export const guardMounted =
  ({ needs }: MountedRoute) =>
  (
    { principal }: PrincipalRequest,
    _response: ServerResponse,
    next: (error?: unknown) => void,
  ): void => {
    if (needs === 'public') return next();
    if (!principal) return next(new UnauthenticatedError());
    const missing = needs.filter((right) => !hasRight(principal.role, right));
    return missing.length > 0 ? next(new ForbiddenError(missing)) : next();
  };
