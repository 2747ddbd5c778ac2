import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/root.route';

export const connectionRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections',
    component: lazyRouteComponent(() => import('./connections-page'), 'ConnectionsPage'),
  }),
] as const;
