import type { VendorRequest } from './vendor-server.js';

type Key = number | string | null;

interface Filter {
  readonly propertyName: string;
  readonly operator: string;
  readonly value?: string;
}

interface SearchBody {
  readonly filterGroups?: readonly { readonly filters: readonly Filter[] }[];
  readonly sorts?: readonly { readonly propertyName: string; readonly direction?: string }[];
  readonly properties?: readonly string[];
  readonly limit?: number;
  readonly after?: string;
}

export interface Hits<T> {
  readonly total: number;
  readonly hits: readonly T[];
  /** Count of results up to the end of this page, as text: HubSpot's cursor. */
  readonly after?: string;
  readonly properties?: readonly string[];
}

const MAX_BODY_CHARACTERS = 3_000;
const MAX_PAGE = 200;
const MAX_RESULTS = 10_000;

/** Operator → whether it holds for the order of the contact's value to the filter's. */
const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  EQ: (order) => order === 0,
  NEQ: (order) => order !== 0,
  GT: (order) => order > 0,
  GTE: (order) => order >= 0,
  LT: (order) => order < 0,
  LTE: (order) => order <= 0,
};

/**
 * HubSpot's CRM search over rows: filter groups joined by OR, filters within one by AND, one sorting rule, and its limits.
 *
 * Source: https://developers.hubspot.com/docs/api-reference/search/guide
 */
export function hubspotSearch<T>(
  { body, raw }: VendorRequest,
  rows: readonly T[],
  keyOf: (row: T, property: string) => Key,
): Hits<T> | { readonly problem: string } {
  const search = body as SearchBody;
  const { filterGroups = [], sorts = [], properties, limit = 10, after = '0' } = search;
  const problem = problemOf(search, raw.toString('utf8').length);
  if (problem !== undefined) return { problem };

  const groups = filterGroups.map(({ filters }) => filters.map(compile<T>(keyOf)));
  const found = rows.filter(
    (row) => groups.length === 0 || groups.some((tests) => tests.every((test) => test(row))),
  );
  for (const { propertyName, direction } of sorts) {
    const sign = direction === 'DESCENDING' ? -1 : 1;
    found.sort((a, b) => sign * compare(keyOf(a, propertyName), keyOf(b, propertyName)));
  }
  const end = Number(after) + limit;
  return {
    total: found.length,
    hits: found.slice(Number(after), end),
    ...(end < found.length ? { after: String(end) } : {}),
    ...(properties ? { properties } : {}),
  };
}

const compile =
  <T>(keyOf: (row: T, property: string) => Key) =>
  ({ propertyName, operator, value = '' }: Filter): ((row: T) => boolean) => {
    const holds = OPERATORS[operator]!;
    return (row) => {
      const key = keyOf(row, propertyName);
      if (key === null) return false;
      return holds(compare(key, typeof key === 'number' ? numberOf(value) : value.toLowerCase()));
    };
  };

function problemOf(
  { filterGroups = [], sorts = [], limit = 10, after = '0' }: SearchBody,
  characters: number,
): string | undefined {
  const filters = filterGroups.flatMap((group) => group.filters);
  const unknown = filters.find(({ operator }) => !(operator in OPERATORS));
  if (characters > MAX_BODY_CHARACTERS) return 'the body exceeds 3,000 characters';
  if (filterGroups.length > 5 || filters.length > 18) return 'too many filters';
  if (filterGroups.some((group) => group.filters.length > 6)) return 'too many filters in a group';
  if (unknown) return `unknown operator ${unknown.operator}`;
  if (sorts.length > 1) return 'only one sorting rule can be applied';
  if (!(limit >= 1 && limit <= MAX_PAGE)) return `limit must be between 1 and ${MAX_PAGE}`;
  if (!/^\d+$/.test(after)) return 'after must be an integer';
  if (Number(after) + limit > MAX_RESULTS) return 'the search is limited to 10,000 results';
  return undefined;
}

/** An id or an instant; instants may be written as epoch ms or as ISO text. */
const numberOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));

const compare = (a: Key, b: Key): number => (a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1);
