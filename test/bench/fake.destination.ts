import { IsString, IsUrl } from 'class-validator';
import { defineDestination } from '@segue/sdk';

class FakeSettings {
  @IsUrl({ require_tld: false })
  baseUrl!: string;
}

class FakeAudience {
  @IsString()
  name!: string;
}

/** A vendor that takes everything at once: what is measured is the hub. */
export const fake = defineDestination<FakeSettings, FakeAudience>({
  key: 'fake',
  title: 'Fake vendor',
  settings: FakeSettings,
  audience: FakeAudience,
  limits: { rowsPerCall: 500 },
  identifiers: ['email'],

  http: ({ baseUrl }) => ({ baseURL: baseUrl }),

  async check({ http }) {
    await http.get('/ping');
  },

  ensureAudience: (_ctx, { name }) => Promise.resolve(name),

  async write({ http }, { audienceId }, changes) {
    const { data } = await http.post<{ taken: string[] }>(`/audiences/${audienceId}`, { changes });
    return data.taken.map((id) => ({ id, status: 'ok', externalId: `fake-${id}` }));
  },
});
