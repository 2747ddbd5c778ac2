import { describe, expect, it } from '@jest/globals';
import { pageOfOptions } from './page-of-options.js';

const options = ['News', 'VIP news', 'Shop'].map((title) => ({ title, settings: { title } }));
const titles = (query: Parameters<typeof pageOfOptions>[1]) => {
  const { options: page, next } = pageOfOptions(options, query);
  return [page.map(({ title }) => title), next];
};

describe('pageOfOptions', () => {
  it('gives a page and where the next one begins', () => {
    expect(titles({ limit: 2 })).toEqual([['News', 'VIP news'], '2']);
    expect(titles({ limit: 2, after: '2' })).toEqual([['Shop'], null]);
  });

  it('searches in any case, before it pages', () => {
    expect(titles({ limit: 1, search: 'NEWS' })).toEqual([['News'], '1']);
    expect(titles({ limit: 1, search: 'NEWS', after: '1' })).toEqual([['VIP news'], null]);
  });

  it('begins anew where `after` is nothing of ours, and is empty behind the end', () => {
    expect(titles({ limit: 1, after: 'cursor' })).toEqual([['News'], '1']);
    expect(titles({ limit: 5, after: '99' })).toEqual([[], null]);
  });
});
