import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { hasCode } from '../api/problem';
import { queryClient } from '../api/query-client';
import { sessionQuery } from '../api/session';
import { Shell } from './shell';

export const rootRoute = createRootRoute({ component: Outlet });

/** All pages of somebody who is signed in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!hasCode(error, 'UNAUTHENTICATED')) throw error;
      throw redirect({ to: '/sign-in', search: { to: location.href } });
    }
  },
});

export const accessRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in',
    validateSearch: (search: Record<string, unknown>): { readonly to?: string } => {
      const { to } = search;
      // Only a place within the console.
      return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? { to } : {};
    },
    component: lazyRouteComponent(() => import('./sign-in-page'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/setup',
    validateSearch: (search: Record<string, unknown>): { readonly token?: string } =>
      typeof search['token'] === 'string' ? { token: search['token'] } : {},
    component: lazyRouteComponent(() => import('./set-up-page'), 'SetUpPage'),
  }),
] as const;
