/** Ready-made segments that find somebody among the demo's people. Keys begin so that they are nobody else's. */
export const DEMO_SEGMENTS: readonly { readonly key: string; readonly template: string }[] = [
  ...['window-shoppers', 'abandoned-cart', 'first-time-buyers', 'repeat-buyers'],
  ...['possible-churn', 'trial-ending-soon', 'engaged-email-readers', 'reachable-by-email'],
].map((template) => ({ key: `demo-${template}`, template }));

export const DEMO_FOLDER = 'Demo';
