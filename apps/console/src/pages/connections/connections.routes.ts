import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/root.route';
import { textsOf } from '../../shell/search';

export const CONNECTION_TABS = ['overview', 'rejected', 'keys', 'live', 'settings'] as const;

export type ConnectionTab = (typeof CONNECTION_TABS)[number];

export const connectionRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections',
    validateSearch: textsOf('q', 'kind'),
    component: lazyRouteComponent(() => import('./connections-page'), 'ConnectionsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections/new',
    validateSearch: textsOf('plugin'),
    component: lazyRouteComponent(() => import('./new-connection-page'), 'NewConnectionPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections/$id',
    validateSearch: (search: Record<string, unknown>): { readonly tab?: ConnectionTab } => {
      const tab = CONNECTION_TABS.find((name) => name === search['tab']);
      return tab === undefined ? {} : { tab };
    },
    component: lazyRouteComponent(() => import('./connection-page'), 'ConnectionPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections/$id/edit',
    component: lazyRouteComponent(() => import('./edit-connection-page'), 'EditConnectionPage'),
  }),
] as const;
