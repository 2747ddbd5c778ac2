import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/root.route';
import { textsOf } from '../../shell/search';

export const SYNC_TABS = ['runs', 'rows', 'plan', 'settings'] as const;
export const ROW_STATES = ['failed', 'skipped', 'delivered'] as const;

export type SyncTab = (typeof SYNC_TABS)[number];
export type RowState = (typeof ROW_STATES)[number];

interface SyncSearch {
  readonly tab?: SyncTab;
  /** Of the rows. */
  readonly rows?: RowState;
}

export const syncRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/syncs',
    validateSearch: textsOf('q', 'connection', 'segment'),
    component: lazyRouteComponent(() => import('./syncs-page'), 'SyncsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/syncs/new',
    validateSearch: textsOf('segment', 'connection'),
    component: lazyRouteComponent(() => import('./new-sync-page'), 'NewSyncPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/syncs/$id',
    validateSearch: (search: Record<string, unknown>): SyncSearch => {
      const tab = SYNC_TABS.find((name) => name === search['tab']);
      const rows = ROW_STATES.find((name) => name === search['rows']);
      return { ...(tab ? { tab } : {}), ...(rows ? { rows } : {}) };
    },
    component: lazyRouteComponent(() => import('./sync-page'), 'SyncPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/syncs/$id/edit',
    component: lazyRouteComponent(() => import('./edit-sync-page'), 'EditSyncPage'),
  }),
] as const;
