import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/root.route';
import { textsOf } from '../../shell/search';

export const runRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/runs',
    validateSearch: textsOf('q', 'kind', 'state', 'target', 'from', 'to'),
    component: lazyRouteComponent(() => import('./runs-page'), 'RunsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/runs/$id',
    component: lazyRouteComponent(() => import('./run-page'), 'RunPage'),
  }),
] as const;
