import { each, identify, order, page, type TemplateCase, track } from './template-case.js';

const view = (ago: string, category = 'Shoes') => track('Product Viewed', ago, { category });
const add = (ago: string) => track('Product Added', ago);
const checkout = (ago: string) => track('Checkout Started', ago);

const abandoned = (template: string, start: typeof add): readonly TemplateCase[] => [
  {
    template,
    members: {
      'left two hours ago': [start('2h')],
      'ordered before': [order('2d'), start('1d')],
      'ordered, and left once more': [start('3d'), order('2d'), start('1d')],
    },
    others: {
      'is still at it': [start('2h'), start('30m')],
      'has ordered since': [start('1d'), order('2h')],
      'left too long ago': [start('8d')],
      'only looked': [view('1d'), page('2h')],
    },
  },
  {
    template,
    parameters: { waitFor: '1d', within: '30d' },
    members: { 'left 25 hours ago': [start('25h')], 'left eight days ago': [start('8d')] },
    others: { 'left 23 hours ago': [start('23h')] },
  },
];

export const shoppingCases: readonly TemplateCase[] = [
  {
    template: 'window-shoppers',
    members: {
      'looked three times': each(['20d', '10d', '1d'], view),
      'ordered long before': [order('31d'), ...each(['20d', '10d', '1d'], view)],
    },
    others: {
      'looked twice': each(['20d', '10d'], view),
      'looked too long ago': each(['40d', '10d', '1d'], view),
      'has ordered': [order('29d'), ...each(['20d', '10d', '1d'], view)],
    },
  },
  {
    template: 'window-shoppers',
    parameters: { viewEvent: 'view_item', views: 1, orderEvent: ['purchase', 'Order Completed'] },
    members: { 'looked once': [track('view_item', '1d')] },
    others: {
      'looked at something else': [view('1d')],
      'has ordered': [track('view_item', '2d'), track('purchase', '1d')],
    },
  },
  ...abandoned('abandoned-cart', add),
  ...abandoned('abandoned-checkout', checkout),
  {
    template: 'wishlist-owners',
    members: { 'wishes something': [track('Product Added to Wishlist', '50d')] },
    others: {
      'has ordered since': [track('Product Added to Wishlist', '50d'), order('1d')],
      'wished it long ago': [track('Product Added to Wishlist', '70d')],
    },
  },
  {
    template: 'buying-intent',
    parameters: { categories: ['Shoes', 'Hats'] },
    members: {
      'looked at shoes three times': each(['10d', '5d', '1d'], view),
      'has bought something else': [
        ...each(['10d', '5d', '1d'], view),
        order('1d', 20, { products: [{ category: 'Bags' }] }),
      ],
    },
    others: {
      'looked at several categories': [view('10d'), view('5d'), view('1d', 'Hats')],
      'looked at another category': each(['10d', '5d', '1d'], (ago) => view(ago, 'Bags')),
      'looked too long ago': each(['20d', '16d', '1d'], view),
      'has bought of it': [
        ...each(['10d', '5d', '3d'], view),
        order('1d', 20, { products: [{ category: 'Bags' }, { category: 'Shoes' }] }),
      ],
    },
  },
  {
    template: 'buying-intent',
    parameters: { views: 2 },
    members: {
      'looked at bags twice': each(['10d', '5d'], (ago) => view(ago, 'Bags')),
      'looked at hats twice': each(['10d', '5d'], (ago) => view(ago, 'Hats')),
    },
    others: {
      'looked at two categories': [view('10d', 'Bags'), view('5d', 'Hats')],
      'looked at products without category': each(['10d', '5d'], (ago) =>
        track('Product Viewed', ago),
      ),
      'is only known': [identify({ plan: 'free' })],
    },
  },
];
