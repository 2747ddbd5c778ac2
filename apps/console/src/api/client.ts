import createFetchClient from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import type { components, paths } from './generated/schema';

export type Schemas = components['schemas'];

export const client = createFetchClient<paths>({ baseUrl: window.location.origin });

/** The routes of the API as queries and mutations. */
export const api = createQueryClient(client);
