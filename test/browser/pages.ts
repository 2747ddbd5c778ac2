const FUNNEL = encodeURIComponent(
  JSON.stringify({
    steps: [{ event: 'Session Started' }, { event: 'Order Completed', within: '30d' }],
    within: { last: '90d' },
    segments: ['high-value', 'window-shoppers'],
  }),
);

/** Every page of the console, by a name for its picture. */
export const PAGES: readonly (readonly [name: string, path: string])[] = [
  ['overview', '/'],
  ['connections', '/connections'],
  ['connection', '/connections/crm'],
  ['connection-rejected', '/connections/web?tab=rejected'],
  ['connection-keys', '/connections/web?tab=keys'],
  ['connection-settings', '/connections/analytics?tab=settings'],
  ['connection-new', '/connections/new'],
  ['connection-form', '/connections/new?plugin=hubspot'],
  ['profiles', '/profiles'],
  ['profile', '/profiles/userId%3Ashop-0007'],
  ['why', '/profiles/userId%3Ashop-0007?why=high-value'],
  ['segments', '/segments'],
  ['segment', '/segments/quiet-buyers'],
  ['segment-rule', '/segments/window-shoppers?tab=rule'],
  ['segment-members', '/segments/window-shoppers?tab=members'],
  ['segment-versions', '/segments/quiet-buyers?tab=versions'],
  ['segment-overlap', '/segments/window-shoppers?tab=overlap'],
  ['segment-compare', '/segments/high-value?tab=compare'],
  ['segment-use', '/segments/high-value?tab=use'],
  ['segment-new', '/segments/new'],
  ['segment-edit', '/segments/quiet-buyers/edit'],
  ['funnels', `/funnels?funnel=${FUNNEL}`],
  ['syncs', '/syncs'],
  ['sync', '/syncs/window-shoppers-to-newsletter'],
  ['sync-people', '/syncs/window-shoppers-to-newsletter?tab=rows&rows=skipped'],
  ['sync-plan', '/syncs/window-shoppers-to-newsletter?tab=plan'],
  ['sync-settings', '/syncs/window-shoppers-to-newsletter?tab=settings'],
  ['sync-new', '/syncs/new'],
  ['runs', '/runs'],
  ['settings', '/settings'],
  ['settings-people', '/settings?tab=people'],
  ['settings-keys', '/settings?tab=keys'],
  ['settings-workspace', '/settings?tab=workspace'],
  ['settings-audit', '/settings?tab=audit'],
];

/** What there is to see before there is anything. */
export const EMPTY_PAGES: typeof PAGES = [
  ['first run', '/'],
  ['no connection', '/connections'],
  ['no profile', '/profiles'],
  ['no segment', '/segments'],
  ['no sync', '/syncs'],
  ['no run', '/runs'],
];
