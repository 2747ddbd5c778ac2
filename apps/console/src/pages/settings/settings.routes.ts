import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/root.route';

export const SETTINGS_TABS = ['account', 'people', 'keys', 'workspace', 'audit'] as const;

export type SettingsTab = (typeof SETTINGS_TABS)[number];

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/settings',
    validateSearch: (search: Record<string, unknown>): { readonly tab?: SettingsTab } => {
      const tab = SETTINGS_TABS.find((name) => name === search['tab']);
      return tab === undefined ? {} : { tab };
    },
    component: lazyRouteComponent(() => import('./settings-page'), 'SettingsPage'),
  }),
] as const;
