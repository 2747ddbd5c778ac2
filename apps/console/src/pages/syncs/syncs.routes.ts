import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/root.route';

export const syncRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/syncs',
    component: lazyRouteComponent(() => import('./syncs-page'), 'SyncsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/syncs/$id',
    component: lazyRouteComponent(() => import('./sync-page'), 'SyncPage'),
  }),
] as const;
