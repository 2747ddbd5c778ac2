import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '../api/client';
import { useCan } from '../api/session';

/** Something that the data has, to choose from. */
export interface Suggestion {
  readonly value: string;
  readonly count: number;
  readonly isEstimate: boolean;
  readonly note?: string;
}

/** What to suggest: which names, or the values of what. */
export type Source =
  | { readonly of: 'traits' }
  | { readonly of: 'events' }
  | { readonly of: 'properties'; readonly event: string }
  | { readonly of: 'values'; readonly trait: string }
  | { readonly of: 'values'; readonly event: string; readonly property: string };

const LIMIT = 50;
const TYPING_MS = 200;
const FRESH_MS = 60_000;

/** @param isWanted  false until somebody is there to choose: nothing is asked before */
export function useSuggestions(
  source: Source | undefined,
  text: string,
  isWanted: boolean,
): readonly Suggestion[] {
  const [q] = useDebouncedValue(text.slice(0, 200), TYPING_MS);
  const canSeeValues = useCan('personal:read');
  const options = (of: Source['of']) => ({
    enabled:
      isWanted && source?.of === of && isComplete(source) && (of !== 'values' || canSeeValues),
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });
  const query = { q, limit: LIMIT };
  const event = source && 'event' in source ? source.event : '';
  const traits = api.useQuery(
    'get',
    '/api/catalog/traits',
    { params: { query } },
    options('traits'),
  );
  const events = api.useQuery(
    'get',
    '/api/catalog/events',
    { params: { query } },
    options('events'),
  );
  const properties = api.useQuery(
    'get',
    '/api/catalog/events/{name}/properties',
    { params: { path: { name: event }, query } },
    options('properties'),
  );
  const asked = source?.of === 'values' ? valuesOf(source) : {};
  const values = api.useQuery(
    'get',
    '/api/catalog/values',
    { params: { query: { ...query, ...asked } } },
    options('values'),
  );
  switch (source?.of) {
    case undefined:
      return [];
    case 'traits':
      return (traits.data?.found ?? []).map(({ name, types, ...rest }) => ({
        value: name,
        note: types.join(', '),
        ...rest,
      }));
    case 'properties':
      return (properties.data?.found ?? []).map(({ name, types, ...rest }) => ({
        value: name,
        note: types.join(', '),
        ...rest,
      }));
    case 'events':
      return (events.data?.found ?? []).map(({ name, ...rest }) => ({ value: name, ...rest }));
    case 'values':
      return (values.data?.found ?? []).map(({ value, ...rest }) => ({
        value: String(value),
        ...rest,
      }));
  }
}

const valuesOf = (source: Extract<Source, { of: 'values' }>) =>
  'trait' in source ? { trait: source.trait } : { event: source.event, property: source.property };

function isComplete(source: Source): boolean {
  return Object.values(source).every((part: string) => part !== '');
}
