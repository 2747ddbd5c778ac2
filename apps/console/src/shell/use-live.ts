import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { watch } from '../api/watch';

/** Which of what is shown may be another after an event of the hub. */
const STALE_AFTER: Readonly<Record<string, readonly RegExp[]>> = {
  run: [/^\/api\/(runs|status|connections|syncs|overview)/],
  evaluation: [/^\/api\/(segments|status|profiles|overview)/],
  segments: [/^\/api\/(segments|status|overview)/],
  workspace: [/^\/api\/(connections|syncs|status|overview|workspace|session$)/],
  refresh: [/./],
};

/** What a form was opened with stays, whatever happens elsewhere. */
const isEdited = (address: string): boolean => /\/edit$/.test(address);

/** Asks again for what changed, as the hub says that it did. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const listeners = Object.entries(STALE_AFTER).map(([type, paths]) => [
      type,
      () => {
        if (isEdited(window.location.pathname)) return;
        void queries.invalidateQueries({
          predicate: ({ queryKey: [method, path] }) =>
            method === 'get' && typeof path === 'string' && paths.some((one) => one.test(path)),
        });
      },
    ]);
    return watch('/api/live', Object.fromEntries(listeners) as Record<string, () => void>);
  }, [queries]);
}
