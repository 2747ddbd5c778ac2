import type { AudienceOption, AudiencePage, AudienceQuery } from './connector.js';

/** One page of options that are all here already: those whose title holds what is searched for, in the vendor's order. */
export function pageOfOptions(
  options: readonly AudienceOption[],
  { search = '', after = '0', limit }: AudienceQuery,
): AudiencePage {
  const wanted = search.trim().toLowerCase();
  const found = options.filter(({ title }) => title.toLowerCase().includes(wanted));
  const start = /^\d{1,9}$/.test(after) ? Number(after) : 0;
  const end = start + limit;
  return { options: found.slice(start, end), next: end < found.length ? String(end) : null };
}
