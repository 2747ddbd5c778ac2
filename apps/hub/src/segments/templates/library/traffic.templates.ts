import { defineTemplate } from '../define-template.js';
import { propertyNeed } from '../needs.js';
import { duration, event, integer, list } from '../parameters.js';
import { all, any, atLeast, did, hasProperty, last, not } from '../rule-json.js';
import { pageView } from './common-parameters.js';

const CATEGORY = 'traffic';

const REFERRER = 'context.page.referrer';
const MEDIUM = 'context.campaign.medium';
const SEARCH = 'context.page.search';

/** Media that are paid for, as Google Analytics groups them, in the spellings that are in use. */
const PAID_MEDIUMS = [
  'cpc',
  'ppc',
  'cpm',
  'cpv',
  'cpa',
  'paid',
  'paidsearch',
  'paid_search',
  'paid-search',
  'paidsocial',
  'paid_social',
  'paid-social',
  'display',
  'banner',
  'retargeting',
];

/** Parameters that ad networks add to the address. Not Facebook's fbclid: it is on free links too. */
const CLICK_IDS = ['gclid', 'gbraid', 'wbraid', 'dclid', 'msclkid'];

const SEARCH_ENGINES = [
  'google',
  'bing',
  'yahoo',
  'duckduckgo',
  'ecosia',
  'qwant',
  'startpage',
  'yandex',
  'baidu',
];

const paidMediums = () => list('Media that are paid for', PAID_MEDIUMS);
const clickIds = () => list('Parameters of the address that tell a paid click', CLICK_IDS);

const literally = (words: readonly string[]): string =>
  `(${words.map((word) => word.replace(/[^\w]/g, '\\$&')).join('|')})`;

const isPaid = (mediums: readonly string[], ids: readonly string[]) =>
  any(
    hasProperty(MEDIUM, 'in', { value: mediums, ignoreCase: true }),
    hasProperty(SEARCH, 'matches', { value: `[?&]${literally(ids)}=` }),
  );

/**
 * The engine's own name before the top-level domain, and nothing before it but `www.`, `search.` or a country:
 * `accounts.google.com` is a sign-in, `mail.google.com` a mail.
 */
const isFromSearch = (engines: readonly string[]) =>
  hasProperty(REFERRER, 'matches', {
    value: `^https?://((www|m|[a-z]{1,2})\\.)?(search\\.)?${literally(engines)}\\.[a-z]{2,3}(\\.[a-z]{2})?(:[0-9]+)?(/|\\?|$)`,
    ignoreCase: true,
  });

export const directTraffic = defineTemplate({
  key: 'direct-traffic',
  title: 'Direct traffic',
  description: 'People who came by typing the address or from a bookmark: no link, no campaign.',
  category: CATEGORY,
  parameters: {
    pageEvent: pageView(),
    within: duration('In the last', '30d'),
    clickIds: clickIds(),
  },
  needs: ({ pageEvent }) => [propertyNeed(pageEvent, 'context.page')],
  rule: ({ pageEvent, within, clickIds }) => {
    const where = all(
      // Sent by a browser, which would tell the referrer if there was one.
      hasProperty('context.page.path', 'exists'),
      any(hasProperty(REFERRER, 'missing'), hasProperty(REFERRER, 'eq', { value: '' })),
      hasProperty('context.campaign.source', 'missing'),
      hasProperty(MEDIUM, 'missing'),
      not(hasProperty(SEARCH, 'matches', { value: `[?&]${literally(clickIds)}=` })),
    );
    return did(pageEvent, { where, ...last(within) });
  },
});

export const organicTraffic = defineTemplate({
  key: 'organic-traffic',
  title: 'Organic traffic',
  description: 'People who found you by a search engine, not by an ad.',
  category: CATEGORY,
  parameters: {
    pageEvent: pageView(),
    within: duration('In the last', '30d'),
    searchEngines: list('Search engines, without top-level domain', SEARCH_ENGINES),
    paidMediums: paidMediums(),
    clickIds: clickIds(),
  },
  needs: ({ pageEvent }) => [propertyNeed(pageEvent, REFERRER, MEDIUM)],
  rule: ({ pageEvent, within, searchEngines, paidMediums, clickIds }) => {
    const where = all(
      any(
        isFromSearch(searchEngines),
        hasProperty(MEDIUM, 'eq', { value: 'organic', ignoreCase: true }),
      ),
      not(isPaid(paidMediums, clickIds)),
    );
    return did(pageEvent, { where, ...last(within) });
  },
});

export const paidTraffic = defineTemplate({
  key: 'paid-traffic',
  title: 'Paid traffic',
  description: 'People who came by an ad.',
  category: CATEGORY,
  parameters: {
    pageEvent: pageView(),
    within: duration('In the last', '30d'),
    paidMediums: paidMediums(),
    clickIds: clickIds(),
  },
  needs: ({ pageEvent }) => [propertyNeed(pageEvent, MEDIUM, SEARCH)],
  rule: ({ pageEvent, within, paidMediums, clickIds }) =>
    did(pageEvent, { where: isPaid(paidMediums, clickIds), ...last(within) }),
});

/** What browsers on phones and tablets say of themselves; an iPad asks for the desktop's pages and says it is a Mac. */
const MOBILE_BROWSER = 'Mobi|Android|iPhone|iPad|iPod';

export const mobileTraffic = defineTemplate({
  key: 'mobile-traffic',
  title: 'Mobile traffic',
  description: 'People who come with a phone or a tablet, in the browser or in your app.',
  category: CATEGORY,
  parameters: {
    viewEvent: event('Events of a view', ['Page Viewed', 'Screen Viewed']),
    views: integer('Views on such a device, at least', 1),
    within: duration('In the last', '30d'),
  },
  needs: ({ viewEvent }) => [
    propertyNeed(
      viewEvent,
      'context.userAgent',
      'context.device.type',
      'context.userAgentData.mobile',
    ),
  ],
  rule: ({ viewEvent, views, within }) => {
    const where = any(
      hasProperty('context.userAgent', 'matches', { value: MOBILE_BROWSER }),
      hasProperty('context.userAgentData.mobile', 'eq', { value: true }),
      hasProperty('context.device.type', 'in', { value: ['ios', 'android'], ignoreCase: true }),
    );
    return did(viewEvent, { where, ...last(within), ...atLeast(views) });
  },
});

export const trafficTemplates = [directTraffic, organicTraffic, paidTraffic, mobileTraffic];
