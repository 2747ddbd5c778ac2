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

/** Several events of one cause come together. */
const GATHER_MS = 100;

/** Asks again for what changed, as the hub says that it did. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stale = new Set<RegExp>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      timer = undefined;
      const paths = [...stale];
      stale.clear();
      void queries.invalidateQueries({
        refetchType: isEdited(window.location.pathname) ? 'none' : 'active',
        predicate: ({ queryKey: [method, path] }) =>
          method === 'get' && typeof path === 'string' && paths.some((one) => one.test(path)),
      });
    };
    const listeners = Object.entries(STALE_AFTER).map(([type, paths]) => [
      type,
      () => {
        for (const path of paths) stale.add(path);
        timer ??= setTimeout(ask, GATHER_MS);
      },
    ]);
    const close = watch('/api/live', Object.fromEntries(listeners) as Record<string, () => void>);
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [queries]);
}
