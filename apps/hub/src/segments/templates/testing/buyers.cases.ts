import { each, identify, order, page, type TemplateCase, track } from './template-case.js';

const inBerlin = identify({ address: { city: 'BERLIN' } });

export const buyersCases: readonly TemplateCase[] = [
  {
    template: 'first-time-buyers',
    members: { 'ordered once': [order('29d')] },
    others: {
      'ordered twice': [order('29d'), order('1d')],
      'ordered once, long ago': [order('31d')],
      'ordered before': [order('100d'), order('1d')],
      'only looked': [page('1d')],
    },
  },
  {
    template: 'repeat-buyers',
    members: { 'ordered twice': [order('364d'), order('1d')] },
    others: { 'ordered twice, once too long ago': [order('366d'), order('1d')] },
  },
  {
    template: 'repeat-buyers',
    parameters: { orders: 3, within: '30d', orderEvent: 'Purchased' },
    members: { 'bought three times': each(['3d', '2d', '1d'], (ago) => track('Purchased', ago)) },
    others: { 'bought twice': each(['3d', '2d'], (ago) => track('Purchased', ago)) },
  },
  {
    template: 'lapsed-customers',
    members: { 'ordered 91 days ago': [order('91d'), page('1d')] },
    others: {
      'ordered again': [order('91d'), order('89d')],
      'never ordered': [page('100d')],
    },
  },
  {
    template: 'high-value-customers',
    members: { 'ordered for 500': [order('300d', 499.99), order('1d', 0.01)] },
    others: {
      'ordered for less': [order('300d', 499.99)],
      'ordered for much too long ago': [order('400d', 1000), order('1d', 10)],
    },
  },
  {
    template: 'high-value-customers',
    parameters: { amountProperty: 'revenue', amount: 0 },
    members: { 'ordered for free': [order('1d', 0, { revenue: 0 })] },
    others: { 'never ordered': [page('1d')] },
  },
  {
    template: 'top-spenders',
    parameters: { share: 20 },
    members: { 'spends most': [order('10d', 300), order('1d', 300)] },
    others: {
      'spends less': [order('1d', 500)],
      'spends much less': [order('1d', 100)],
      'spends little': [order('1d', 50)],
      'spends least': [order('1d', 10)],
      'spent long ago': [order('400d', 9000)],
    },
  },
  {
    template: 'vip-local-shoppers',
    members: { 'lives here': [inBerlin, order('10d', 200)] },
    others: {
      'lives elsewhere': [identify({ address: { city: 'Hamburg' } }), order('10d', 200)],
      'spends less': [inBerlin, order('10d', 199)],
      'never ordered': [inBerlin],
      'lives nobody knows where': [order('10d', 200)],
    },
  },
  {
    template: 'vip-local-shoppers',
    parameters: { placeTrait: 'postalCode', places: ['10115', '10117'], amount: 0 },
    members: { 'lives near': [identify({ postalCode: '10117' }), order('10d')] },
    others: { 'never ordered': [identify({ postalCode: '10117' })] },
  },
  {
    template: 'discount-seekers',
    members: {
      'has always a coupon': each(['20d', '10d'], (ago) => order(ago, 20, { coupon: 'SUMMER' })),
      'has always a discount': [
        order('20d', 20, { discount: 5 }),
        order('10d', 20, { coupon: '', discount: '0.5' }),
      ],
    },
    others: {
      'ordered without, too': [
        ...each(['20d', '10d'], (ago) => order(ago, 20, { coupon: 'SUMMER' })),
        order('5d'),
      ],
      'had one coupon': [order('10d', 20, { coupon: 'SUMMER' })],
      'has empty coupons': each(['20d', '10d'], (ago) =>
        order(ago, 20, { coupon: '', discount: 0 }),
      ),
    },
  },
  {
    template: 'discount-seekers',
    parameters: { fullPriceOrders: 1 },
    members: {
      'ordered once without': [
        ...each(['20d', '10d'], (ago) => order(ago, 20, { coupon: 'SUMMER' })),
        order('5d'),
      ],
    },
    others: {
      'ordered twice without': [
        ...each(['20d', '10d'], (ago) => order(ago, 20, { coupon: 'SUMMER' })),
        ...each(['6d', '5d'], (ago) => order(ago)),
      ],
    },
  },
];
