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
  ['runs', '/runs'],
  ['settings', '/settings'],
  ['settings-people', '/settings?tab=people'],
  ['settings-keys', '/settings?tab=keys'],
  ['settings-audit', '/settings?tab=audit'],
];
