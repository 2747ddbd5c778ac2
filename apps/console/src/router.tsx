import { createRouter } from '@tanstack/react-router';
import { Failed, Loading } from './components/states';
import { overviewRoutes } from './pages/overview/overview.routes';
import { connectionRoutes } from './pages/connections/connections.routes';
import { profileRoutes } from './pages/profiles/profiles.routes';
import { segmentRoutes } from './pages/segments/segments.routes';
import { funnelRoutes } from './pages/funnels/funnels.routes';
import { syncRoutes } from './pages/syncs/syncs.routes';
import { runRoutes } from './pages/runs/runs.routes';
import { settingsRoutes } from './pages/settings/settings.routes';
import { accessRoutes, rootRoute, shellRoute } from './shell/root.route';
import { NotFound } from './shell/not-found';

const routeTree = rootRoute.addChildren([
  ...accessRoutes,
  shellRoute.addChildren([
    ...overviewRoutes,
    ...connectionRoutes,
    ...profileRoutes,
    ...segmentRoutes,
    ...funnelRoutes,
    ...syncRoutes,
    ...runRoutes,
    ...settingsRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: Loading,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: NotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
