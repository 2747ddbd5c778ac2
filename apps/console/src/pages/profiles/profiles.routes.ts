import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/root.route';
import { textsOf } from '../../shell/search';

export const profileRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/profiles',
    validateSearch: textsOf('q'),
    component: lazyRouteComponent(() => import('./profiles-page'), 'ProfilesPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/profiles/$id',
    validateSearch: textsOf('why'),
    component: lazyRouteComponent(() => import('./profile-page'), 'ProfilePage'),
  }),
] as const;
