import { at, page, type Deed, type TemplateCase } from './template-case.js';

const HOME = { path: '/', search: '', referrer: '' };

const from = (referrer: string, ago = '10d', campaign?: object): readonly Deed[] => [
  page(ago, { page: { ...HOME, referrer }, ...(campaign && { campaign }) }),
];
const withSearch = (search: string, referrer = ''): readonly Deed[] => [
  page('10d', { page: { ...HOME, search, referrer } }),
];
const withMedium = (medium: string, referrer = ''): readonly Deed[] =>
  from(referrer, '10d', { source: 'somewhere', medium });

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const TABLET =
  'Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36';
const DESKTOP =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36';

export const trafficCases: readonly TemplateCase[] = [
  {
    template: 'direct-traffic',
    members: {
      'came without a referrer': from(''),
      'came with no word of a referrer': [page('10d', { page: { path: '/' } })],
      'came directly once': [...from('https://www.google.com/'), ...from('', '5d')],
    },
    others: {
      'came by a link': from('https://blog.example/post'),
      'came from a campaign': from('', '10d', { source: 'newsletter', medium: 'email' }),
      'came by an ad': withSearch('?gclid=abc'),
      'came too long ago': from('', '31d'),
      'was reported by a server': [page('10d')],
    },
  },
  {
    template: 'organic-traffic',
    members: {
      'came from Google': from('https://www.google.com/'),
      'came from Google of another country': from('https://google.co.uk/search?q=shoes'),
      'came from Yahoo': from('https://de.search.yahoo.com/search'),
      'came from DuckDuckGo': from('https://duckduckgo.com'),
      'came with the medium organic': withMedium('organic'),
    },
    others: {
      'signed in with Google': from('https://accounts.google.com/signin'),
      'came from a mail': from('https://mail.google.com/'),
      'came from a look-alike': from('https://www.google.evil.example/'),
      'came from a site that is called alike': from('https://notgoogle.com/'),
      'came by an ad of Google': withSearch('?x=1&gclid=abc', 'https://www.google.com/'),
      'came by a paid campaign': withMedium('CPC', 'https://www.google.com/'),
      'came directly': from(''),
      'came too long ago': from('https://www.google.com/', '31d'),
    },
  },
  {
    template: 'organic-traffic',
    parameters: { searchEngines: ['search.brave'] },
    members: { 'came from Brave': from('https://search.brave.com/') },
    others: {
      'came from Google': from('https://www.google.com/'),
      'came from elsewhere': from('https://searchxbrave.com/'),
    },
  },
  {
    template: 'paid-traffic',
    members: {
      'came by a paid search': withMedium('CPC'),
      'came by an ad of Microsoft': withSearch('?msclkid=abc', 'https://www.bing.com/'),
      'came by an ad without campaign': withSearch('?a=b&gclid=abc'),
    },
    others: {
      'came from a mail': withMedium('email'),
      'came from a search': from('https://www.google.com/'),
      'came with something alike': withSearch('?notgclid=abc'),
      'came too long ago': from('', '31d', { medium: 'cpc' }),
    },
  },
  {
    template: 'paid-traffic',
    parameters: { paidMediums: ['influencer'], clickIds: ['ttclid'] },
    members: {
      'came by an influencer': withMedium('influencer'),
      'came from TikTok': withSearch('?ttclid=1'),
    },
    others: { 'came by a paid search': withMedium('cpc') },
  },
  {
    template: 'mobile-traffic',
    members: {
      'has a phone': [page('10d', { userAgent: PHONE })],
      'has a tablet': [page('10d', { userAgent: TABLET })],
      'has the app': [
        { type: 'screen', timestamp: at('10d'), context: { device: { type: 'iOS' } } },
      ],
      'has a browser that says so': [page('10d', { userAgentData: { mobile: true } })],
    },
    others: {
      'has a desktop': [page('10d', { userAgent: DESKTOP, userAgentData: { mobile: false } })],
      'says nothing': [page('10d')],
      'came too long ago': [page('31d', { userAgent: PHONE })],
    },
  },
  {
    template: 'mobile-traffic',
    parameters: { views: 2 },
    members: {
      'came twice': [page('10d', { userAgent: PHONE }), page('5d', { userAgent: TABLET })],
    },
    others: {
      'came once by phone': [page('10d', { userAgent: PHONE }), page('5d', { userAgent: DESKTOP })],
    },
  },
];
