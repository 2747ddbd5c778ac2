import { defineTemplate } from '../define-template.js';
import { propertyNeed } from '../needs.js';
import { duration, integer, list, number, percent, property, trait } from '../parameters.js';
import { all, any, atLeast, did, hasProperty, last, not } from '../rule-json.js';
import { order, orderTotal } from './common-parameters.js';

const CATEGORY = 'buyers';

const spent = (amountProperty: string, atLeast: number) => ({
  sum: { property: amountProperty, gte: atLeast },
});

export const firstTimeBuyers = defineTemplate({
  key: 'first-time-buyers',
  title: 'First-time buyers',
  description: 'People who ordered for the first time lately, and once only.',
  category: CATEGORY,
  parameters: { orderEvent: order(), within: duration('First order in the last', '30d') },
  rule: ({ orderEvent, within }) =>
    all(
      did(orderEvent, { occurrence: 'first', ...last(within) }),
      did(orderEvent, { count: { eq: 1 } }),
    ),
});

export const repeatBuyers = defineTemplate({
  key: 'repeat-buyers',
  title: 'Repeat buyers',
  description: 'People who ordered several times.',
  category: CATEGORY,
  parameters: {
    orderEvent: order(),
    orders: integer('Orders, at least', 2),
    within: duration('In the last', '1y'),
  },
  rule: ({ orderEvent, orders, within }) =>
    did(orderEvent, { ...last(within), ...atLeast(orders) }),
});

export const lapsedCustomers = defineTemplate({
  key: 'lapsed-customers',
  title: 'Lapsed customers',
  description: 'Customers whose last order is too long ago.',
  category: CATEGORY,
  parameters: { orderEvent: order(), quietFor: duration('No order in the last', '90d') },
  rule: ({ orderEvent, quietFor }) => all(did(orderEvent), not(did(orderEvent, last(quietFor)))),
});

export const highValueCustomers = defineTemplate({
  key: 'high-value-customers',
  title: 'High-value customers',
  description: 'People whose orders add up to a large amount.',
  category: CATEGORY,
  parameters: {
    orderEvent: order(),
    amountProperty: orderTotal(),
    amount: number('Amount of all orders, at least', 500),
    within: duration('In the last', '1y'),
  },
  rule: ({ orderEvent, amountProperty, amount, within }) =>
    all(
      did(orderEvent, last(within)),
      did(orderEvent, { ...last(within), ...spent(amountProperty, amount) }),
    ),
});

export const topSpenders = defineTemplate({
  key: 'top-spenders',
  title: 'Top spenders',
  description: 'The share of your customers who spend most. The amount is fixed when it is made.',
  category: CATEGORY,
  parameters: {
    orderEvent: order(),
    amountProperty: orderTotal(),
    share: percent('Share of the customers, in %', 10),
    within: duration('Orders of the last', '1y'),
  },
  boundaries: ({ orderEvent, amountProperty, share, within }) => ({
    kind: 'topShare',
    events: orderEvent,
    property: amountProperty,
    percent: share,
    within,
  }),
  rule: ({ orderEvent, amountProperty, within }, { sum }) =>
    all(
      did(orderEvent, last(within)),
      did(orderEvent, { ...last(within), ...spent(amountProperty, sum) }),
    ),
});

export const vipLocalShoppers = defineTemplate({
  key: 'vip-local-shoppers',
  title: 'VIP local shoppers',
  description: 'Good customers who live near your shop, for an invitation or an event.',
  category: CATEGORY,
  parameters: {
    placeTrait: trait('Trait with the place', 'address.city'),
    places: list('Places near you, in any case', ['Berlin'], { isExample: true }),
    orderEvent: order(),
    amountProperty: orderTotal(),
    amount: number('Amount of all orders, at least', 200),
    within: duration('In the last', '1y'),
  },
  rule: ({ placeTrait, places, orderEvent, amountProperty, amount, within }) =>
    all(
      { trait: placeTrait, op: 'in', value: places, ignoreCase: true },
      did(orderEvent, last(within)),
      did(orderEvent, { ...last(within), ...spent(amountProperty, amount) }),
    ),
});

export const discountSeekers = defineTemplate({
  key: 'discount-seekers',
  title: 'Discount seekers',
  description: 'People who order with a coupon or a discount, and hardly ever without.',
  category: CATEGORY,
  parameters: {
    orderEvent: order(),
    couponProperty: property('Property with the coupon', 'coupon', 'orderEvent', {
      isOneOfSeveral: true,
    }),
    discountProperty: property('Property with the discount', 'discount', 'orderEvent', {
      isOneOfSeveral: true,
    }),
    orders: integer('Orders with a discount, at least', 2),
    fullPriceOrders: integer('Orders without, at most', 0, { minimum: 0 }),
    within: duration('In the last', '1y'),
  },
  needs: ({ orderEvent, couponProperty, discountProperty }) => [
    propertyNeed(orderEvent, couponProperty, discountProperty),
  ],
  rule: ({ orderEvent, couponProperty, discountProperty, orders, fullPriceOrders, within }) => {
    const isDiscounted = any(
      hasProperty(couponProperty, 'neq', { value: '', ifMissing: false }),
      hasProperty(discountProperty, 'gt', { value: 0 }),
    );
    return all(
      did(orderEvent, { where: isDiscounted, ...last(within), ...atLeast(orders) }),
      did(orderEvent, {
        where: not(isDiscounted),
        ...last(within),
        count: { lte: fullPriceOrders },
      }),
    );
  },
});

export const buyersTemplates = [
  firstTimeBuyers,
  repeatBuyers,
  lapsedCustomers,
  highValueCustomers,
  topSpenders,
  vipLocalShoppers,
  discountSeekers,
];
