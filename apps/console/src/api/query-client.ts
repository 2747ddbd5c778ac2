import { QueryClient } from '@tanstack/react-query';
import { isProblem } from './problem';

const MOST_RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the hub has answered it would answer again; only without an answer it may be another time.
      retry: (failures, error) => !isProblem(error) && failures < MOST_RETRIES,
    },
  },
});
