import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { VendorWorld, WRITE_KEY } from '../support/vendor-world.js';
import { startHub } from '../support/start-hub.js';
import { Database } from '../../apps/hub/src/database/database.js';
export async function demo() {
  const t0 = Date.now();
  const lap = (what: string, x: unknown = '') => console.log(((Date.now() - t0) / 1000).toFixed(1), what, JSON.stringify(x));
  const world = new VendorWorld(); await world.start();
  world.mailchimp.addList('a1b2c3d4e5');
  for (const c of ['C0000000TRIAL', 'C0000000CHURN', 'C0000000VALUE']) world.slack.addChannel(c);
  for (let i = 0; i < 500; i++) world.hubspot.create({ email: `p${i}@example.test`, firstname: `P${i}`, plan: i % 2 ? 'trial' : 'basic', trial_started_at: new Date(Date.now() - 3 * 864e5).toISOString(), store_city: 'Berlin', lifetime_value: '3000', newsletter_opt_in: 'true' }, Date.now() - 864e5);
  const aud = world.ga4.audiences.add('Store visitors', [{ userId: 'u1', deviceId: '1.1' }]);
  world.ga4.report.setMetrics('customUser:shop_id', 'u1', { sessions: 3, purchaseRevenue: 10 });
  const now = new Date().toISOString();
  await writeFile('/tmp/orders-demo.ndjson', JSON.stringify({ type: 'track', event: 'Order Completed', userId: 'u1', messageId: 'o1', timestamp: now, properties: { total: 600 } }) + '\n');
  const database = await Database.open({ kind: 'pglite', folder: '/tmp/demo-data-' + process.pid });
  lap('opened');
  lap('migrated', await database.migrate());
  const hub = await startHub({ file: 'examples/demo/segue.yaml', env: { ...world.environment, ORDERS_FILE: '/tmp/orders-demo.ndjson' }, database, logger: ['error', 'warn'] });
  lap('started', hub.url);
  const batch = Array.from({ length: 100 }, (_, i) => Array.from({ length: 7 }, (_, j) => ({ type: 'track', event: 'Session Started', userId: 'u' + i, messageId: `${i}.${j}`, timestamp: now, context: { traits: { email: `p${i}@example.test` } } }))).flat();
  const r = await fetch(hub.url + '/v1/batch', { method: 'POST', headers: { authorization: 'Basic ' + Buffer.from(WRITE_KEY + ':').toString('base64'), 'content-type': 'application/json' }, body: JSON.stringify({ batch }) });
  lap('pushed', [r.status, await r.text()]);
  for (const [k, t] of [['pull', 'crm'], ['pull', 'analytics'], ['pull', 'orders'], ['evaluate', 'segments'], ['sync', 'window-shoppers-to-newsletter'], ['sync', 'vip-to-newsletter'], ['sync', 'trials-to-team'], ['sync', 'high-value-to-team'], ['sync', 'trials-to-team']] as const) {
    const { state, counts, error, notes } = await hub.run(k, t); lap(`${k} ${t}`, { state, counts, error, notes });
  }
  lap('mc', world.mailchimp.segmentMembers('a1b2c3d4e5', 'Window shoppers').length);
  lap('vip', world.mailchimp.segmentMembers('a1b2c3d4e5', 'VIP local shoppers'));
  lap('slack', world.slack.messages.map((m) => m.text));
  await hub.stop(); await world.stop(); lap('end');
  return 0;
}
