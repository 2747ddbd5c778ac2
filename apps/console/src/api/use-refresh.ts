import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { paths } from './generated/schema';

/** Asks again for what these routes have answered, whatever they were asked. */
export function useRefresh(): (...routes: readonly (keyof paths)[]) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (...routes) => {
      await Promise.all(
        routes.map((route) => queries.invalidateQueries({ queryKey: ['get', route] })),
      );
    },
    [queries],
  );
}
