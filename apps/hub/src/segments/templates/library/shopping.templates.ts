import { defineTemplate } from '../define-template.js';
import { duration, event, integer, list, property } from '../parameters.js';
import {
  all,
  any,
  atLeast,
  did,
  didWithout,
  hasProperty,
  last,
  mustBeLonger,
  not,
} from '../rule-json.js';
import { orderToLeaveOut } from './common-parameters.js';

const CATEGORY = 'shopping';

/** With a leaf for each of the four conditions on a category, far below the 200 that a rule may have. */
const MOST_CATEGORIES = 20;

const productView = () => event('Event of a product view', 'Product Viewed');

export const windowShoppers = defineTemplate({
  key: 'window-shoppers',
  title: 'Window shoppers',
  description: 'People who looked at several products lately and ordered nothing in that time.',
  category: CATEGORY,
  parameters: {
    viewEvent: productView(),
    views: integer('Product views, at least', 3),
    within: duration('In the last', '30d'),
    orderEvent: orderToLeaveOut(),
  },
  rule: ({ viewEvent, views, within, orderEvent }) =>
    all(did(viewEvent, { ...last(within), ...atLeast(views) }), not(did(orderEvent, last(within)))),
});

const abandoned = (key: string, title: string, description: string, what: string, name: string) =>
  defineTemplate({
    key,
    title,
    description,
    category: CATEGORY,
    parameters: {
      startEvent: event(`Event of ${what}`, name),
      orderEvent: orderToLeaveOut(),
      within: duration('In the last', '7d'),
      waitFor: duration('Not before they had time to go on, at least', '1h'),
    },
    check: (p) => mustBeLonger(p, 'within', 'waitFor'),
    rule: ({ startEvent, orderEvent, within, waitFor }) =>
      all(
        did(startEvent, { occurrence: 'last', within: { between: [within, waitFor] } }),
        didWithout(startEvent, orderEvent, within),
      ),
  });

export const abandonedCart = abandoned(
  'abandoned-cart',
  'Abandoned cart',
  'People who put something into the cart, left it, and have not ordered since.',
  'something put into the cart',
  'Product Added',
);

export const abandonedCheckout = abandoned(
  'abandoned-checkout',
  'Abandoned checkout',
  'People who went to the checkout, left it, and have not ordered since.',
  'a started checkout',
  'Checkout Started',
);

export const wishlistOwners = defineTemplate({
  key: 'wishlist-owners',
  title: 'Wishlist, not bought',
  description: 'People who put something on their wishlist and have not ordered since.',
  category: CATEGORY,
  parameters: {
    wishEvent: event('Event of something put on the wishlist', 'Product Added to Wishlist'),
    orderEvent: orderToLeaveOut(),
    within: duration('In the last', '60d'),
  },
  rule: ({ wishEvent, orderEvent, within }) => didWithout(wishEvent, orderEvent, within),
});

/** Views of different categories are never added up: four of shoes and four of hats are no intent to buy either. */
export const buyingIntent = defineTemplate({
  key: 'buying-intent',
  title: 'Buying intent',
  description:
    'People who looked again and again at one and the same category and bought nothing of it.',
  category: CATEGORY,
  parameters: {
    viewEvent: productView(),
    categoryProperty: property('Property with the category', 'category', 'viewEvent'),
    categories: list(
      `Categories, each counted by itself; none: the ${MOST_CATEGORIES} most viewed now`,
      [],
      { mayBeEmpty: true },
    ),
    views: integer('Views of one category, at least', 3),
    within: duration('In the last', '14d'),
    orderEvent: orderToLeaveOut(),
    orderedCategory: property(
      'Property of the order with the categories bought',
      'products.category',
      'orderEvent',
      { isExclusion: true },
    ),
  },
  boundaries: ({ categories, viewEvent, categoryProperty, within }) =>
    categories.length > 0
      ? undefined
      : {
          kind: 'values',
          events: viewEvent,
          property: categoryProperty,
          within,
          limit: MOST_CATEGORIES,
        },
  rule: (p, found) => {
    const { viewEvent, categoryProperty, views, within, orderEvent, orderedCategory } = p;
    const categories = p.categories.length > 0 ? p.categories : found.values;
    const ofOne = (category: string) => {
      const isViewed = hasProperty(categoryProperty, 'eq', { value: category });
      const isBought = hasProperty(orderedCategory, 'hasAny', { value: [category] });
      return all(
        did(viewEvent, { where: isViewed, ...last(within), ...atLeast(views) }),
        not(did(orderEvent, { where: isBought, ...last(within) })),
      );
    };
    return any(...categories.map(ofOne));
  },
});

export const shoppingTemplates = [
  windowShoppers,
  abandonedCart,
  abandonedCheckout,
  wishlistOwners,
  buyingIntent,
];
