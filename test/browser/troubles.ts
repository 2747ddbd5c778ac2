import { HUBSPOT_REFUSALS } from '../support/vendors/hubspot.simulator.js';
import { WRITE_KEY } from '../support/vendor-world.js';
import type { ConsoleStage } from './console-stage.js';
import type { Api } from './visitor.js';

/** Where something that went wrong is shown. */
export interface Troubles {
  /** Address of a run → what it is: some records of it were rejected or skipped, it failed, a guard stopped it. */
  readonly runs: Readonly<Record<'rejecting' | 'skipping' | 'failed' | 'blocked', string>>;
  readonly blockedSync: string;
}

interface Run {
  readonly id: string;
}

/** Makes what is only shown when something is not as it should be. */
export async function makeTroubles({ hub, world }: ConsoleStage, api: Api): Promise<Troubles> {
  const latestRun = async (target: string) => {
    const { runs } = await api.get<{ runs: readonly Run[] }>(`/api/runs?target=${target}`);
    return `/runs/${runs[0]!.id}`;
  };

  await fetch(`${hub.url}/v1/batch`, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ batch: [{ type: 'track', userId: 'shop-0001' }] }),
  });
  world.hubspot.failNext(HUBSPOT_REFUSALS.missingScopes);
  await hub.run('pull', 'crm');
  const failed = await latestRun('crm');
  await hub.run('pull', 'crm');
  await api.post('/api/connections', {
    id: 'promo',
    plugin: 'mailchimp',
    settings: { apiKey: world.mailchimp.apiKey, baseUrl: world.mailchimp.baseUrl },
  });
  const blockedSync = 'quiet-buyers-to-promo';
  await api.post('/api/syncs', {
    id: blockedSync,
    segment: 'quiet-buyers',
    connection: 'promo',
    audience: { listId: 'a1b2c3d4e5', name: 'Quiet buyers' },
    guards: { maxChanges: 1 },
  });
  await hub.run('sync', blockedSync);
  await api.post('/api/segments', {
    key: 'nobody-uses-it',
    name: 'Nobody uses it',
    rule: { trait: 'store_city', op: 'eq', value: 'Köln' },
  });
  return {
    blockedSync: `/syncs/${blockedSync}`,
    runs: {
      rejecting: await latestRun('web'),
      skipping: await latestRun('window-shoppers-to-newsletter'),
      failed,
      blocked: await latestRun(blockedSync),
    },
  };
}
