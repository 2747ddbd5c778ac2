import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/root.route';
import { readFunnel, type Funnel } from './funnel';

export const funnelRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/funnels',
    validateSearch: (search: Record<string, unknown>): { readonly funnel?: Funnel } => {
      const funnel = readFunnel(search['funnel']);
      return funnel === undefined ? {} : { funnel };
    },
    component: lazyRouteComponent(() => import('./funnels-page'), 'FunnelsPage'),
  }),
] as const;
