import { api, type Schemas } from './client';

/** Plugins change only with the hub itself. */
const STALE_MS = 600_000;

export const usePlugins = () => api.useQuery('get', '/api/plugins', {}, { staleTime: STALE_MS });

/** Undefined until it is known, and of one that is no longer installed. */
export const usePlugin = (key: string): Schemas['PluginDto'] | undefined =>
  usePlugins().data?.plugins.find((plugin) => plugin.key === key);
