import { defineSource } from '@segue/sdk';
import { classify } from './answer.js';
import { beginRead, type Checkpoint } from './checkpoint.js';
import { CONTACTS } from './contacts-api.js';
import { HubspotSettings } from './settings.js';
import { readPage } from './walk.js';

/**
 * HubSpot contacts: all of them once, then those that changed, then those that were archived.
 *
 * The pace fits the search, which allows 5 requests a second to the whole account, so that one is left to others. The
 * plain list would allow more than twice that; a first load at this pace takes a minute for 24,000 contacts, which is not
 * worth a pace of its own.
 *
 * Source: https://developers.hubspot.com/docs/api-reference/search/guide
 */
export const hubspot = defineSource<HubspotSettings, Checkpoint>({
  key: 'hubspot',
  title: 'HubSpot',
  settings: HubspotSettings,
  pace: { requests: 4, perMs: 1000, concurrency: 2 },
  streams: [
    {
      key: 'contacts',
      title: 'Contacts',
      schema: {
        email: 'The address and the secondary addresses, as identifiers',
        phone: 'phone, mobilephone and hs_calculated_phone_number, where asked for, as identifiers',
        properties: 'Each property of the settings, under its internal name, as text or null',
      },
    },
  ],

  http: ({ baseUrl, accessToken }) => ({
    baseURL: baseUrl,
    headers: { Authorization: `Bearer ${accessToken}` },
  }),
  classify,

  async check({ http }) {
    await http.get(CONTACTS, { params: { limit: 1 } });
  },

  async *read(ctx, state) {
    let checkpoint = beginRead(ctx.settings, ctx.now().getTime(), state);
    while (checkpoint.walk && !ctx.signal.aborted) {
      const page = await readPage(ctx, checkpoint, checkpoint.walk);
      yield page;
      checkpoint = page.checkpoint;
    }
  },
});
