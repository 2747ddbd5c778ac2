import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const SOURCE_ID = 'shop';
export const SYNC_ID = 'reachable-to-vendor';

const DESTINATION = fileURLToPath(new URL('./fake.destination.ts', import.meta.url));

/** Traits, counts, sums, windows, a sequence: what people ask of a shop's data. */
const SEGMENTS = {
  'window-shoppers': {
    all: [
      { event: 'Session Started', count: { gt: 2 } },
      { not: { event: 'Order Completed', within: { last: '30d' } } },
    ],
  },
  'big-spenders': {
    event: 'Order Completed',
    within: { last: '30d' },
    sum: { property: 'total', gt: 500 },
  },
  lapsed: { event: 'Order Completed', within: { last: '45d' }, count: { eq: 0 } },
  'paying-in-germany': {
    all: [
      { trait: 'plan', op: 'eq', value: 'paid' },
      { trait: 'country', op: 'eq', value: 'DE' },
    ],
  },
  'abandoned-carts': {
    sequence: [{ event: 'Product Added' }, { event: 'Order Completed', not: true, within: '24h' }],
    within: { last: '14d' },
  },
  reachable: { identifier: 'email', op: 'exists' },
};

export const SEGMENT_COUNT = Object.keys(SEGMENTS).length;

/** Writes a segue.yaml (JSON is YAML) with one source, six segments and one sync of everybody who has an address. */
export async function writeConfiguration(
  path: string,
  { messages, vendorUrl }: { readonly messages: string; readonly vendorUrl: string },
): Promise<void> {
  const configuration = {
    workspace: { name: 'Benchmark', timezone: 'UTC' },
    plugins: [DESTINATION],
    connections: [
      { id: SOURCE_ID, plugin: 'file', settings: { path: messages } },
      { id: 'vendor', plugin: 'fake', settings: { baseUrl: vendorUrl } },
    ],
    segments: Object.entries(SEGMENTS).map(([key, rule]) => ({ key, name: key, rule })),
    syncs: [
      {
        id: SYNC_ID,
        segment: 'reachable',
        connection: 'vendor',
        audience: { name: 'reachable' },
        fields: { FNAME: 'firstName', LNAME: 'lastName', PLAN: 'plan', COUNTRY: 'country' },
      },
    ],
  };
  await writeFile(path, JSON.stringify(configuration, null, 2));
}
