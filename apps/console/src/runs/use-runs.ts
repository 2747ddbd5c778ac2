import { api, type Schemas } from '../api/client';
import type { paths } from '../api/generated/schema';

type Query = NonNullable<paths['/api/runs']['get']['parameters']['query']>;

const LIMIT = 50;
const WHILE_RUNNING_MS = 2_000;

/** Runs, the newest first, page by page; asked for again as long as one of those that are shown is running. */
export const useRuns = (query: Omit<Query, 'after'>) =>
  api.useInfiniteQuery(
    'get',
    '/api/runs',
    { params: { query: { limit: LIMIT, ...query } } },
    {
      pageParamName: 'after',
      initialPageParam: null,
      getNextPageParam: ({ next }: Schemas['RunListDto']) => next ?? undefined,
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ runs }) => runs.some((run) => run.state === 'running'))
          ? WHILE_RUNNING_MS
          : false,
    },
  );
