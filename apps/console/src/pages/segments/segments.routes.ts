import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { isObject, type Json, type JsonObject } from '../../rules/json';
import { shellRoute } from '../../shell/root.route';
import { textsOf } from '../../shell/search';

export const SEGMENT_TABS = [
  'growth',
  'rule',
  'members',
  'versions',
  'overlap',
  'compare',
  'use',
] as const;

export type SegmentTab = (typeof SEGMENT_TABS)[number];

export const segmentRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/segments',
    validateSearch: textsOf('q', 'tag', 'folder'),
    component: lazyRouteComponent(() => import('./segments-page'), 'SegmentsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/segments/new',
    validateSearch: (search: Record<string, unknown>): { readonly rule?: JsonObject } =>
      isObject(search['rule'] as Json) ? { rule: search['rule'] as JsonObject } : {},
    component: lazyRouteComponent(() => import('./new-segment-page'), 'NewSegmentPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/segments/$key',
    validateSearch: (search: Record<string, unknown>): { readonly tab?: SegmentTab } => {
      const tab = SEGMENT_TABS.find((name) => name === search['tab']);
      return tab === undefined ? {} : { tab };
    },
    component: lazyRouteComponent(() => import('./segment-page'), 'SegmentPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/segments/$key/edit',
    component: lazyRouteComponent(() => import('./edit-segment-page'), 'EditSegmentPage'),
  }),
] as const;
