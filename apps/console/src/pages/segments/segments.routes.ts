import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/root.route';

export const segmentRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/segments',
    component: lazyRouteComponent(() => import('./segments-page'), 'SegmentsPage'),
  }),
] as const;
