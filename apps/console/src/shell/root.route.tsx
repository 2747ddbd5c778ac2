import { createRootRoute, createRoute, Outlet } from '@tanstack/react-router';
import { Shell } from './shell';

export const rootRoute = createRootRoute({ component: Outlet });

/** All pages of somebody who is signed in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
});
