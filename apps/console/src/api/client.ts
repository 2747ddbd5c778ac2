import createFetchClient, { type Middleware } from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import type { components, paths } from './generated/schema';
import { queryClient } from './query-client';

export type Schemas = components['schemas'];

/** Dispatched on the window when the hub no longer knows who asks. */
export const SESSION_ENDED = 'segue:session-ended';

const SESSION_KEY = ['get', '/api/session', {}] as const;
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const presentToken: Middleware = {
  onRequest({ request }) {
    const session = queryClient.getQueryData<Schemas['SessionDto']>(SESSION_KEY);
    if (!SAFE.has(request.method) && session?.csrfToken) {
      request.headers.set('X-CSRF-Token', session.csrfToken);
    }
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && !schemaPath.startsWith('/api/session')) {
      window.dispatchEvent(new Event(SESSION_ENDED));
    }
  },
};

export const client = createFetchClient<paths>({ baseUrl: window.location.origin });
client.use(presentToken);

/** The routes of the API as queries and mutations. */
export const api = createQueryClient(client);
