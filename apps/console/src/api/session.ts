import { useSuspenseQuery } from '@tanstack/react-query';
import { api, type Schemas } from './client';

export type Session = Schemas['SessionDto'];
export type Right = Session['rights'][number];

export const sessionQuery = api.queryOptions('get', '/api/session', {}, { staleTime: 60_000 });

/** Who is signed in; within the shell, where somebody is. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

/** Whether who is signed in may do it. The hub decides; this only spares them the attempt. */
export const useCan = (right: Right): boolean => useSession().rights.includes(right);
