/**
 * What other tools call the same thing, beside the Segment spec's own name for it: those of Google Analytics 4, Meta's pixel,
 * PostHog, Klaviyo, and what people write themselves.
 */
const SAME: readonly (readonly string[])[] = [
  ['Page Viewed', 'page_view', '$pageview', 'Pageview', 'Viewed Page', 'Loaded a Page'],
  ['Screen Viewed', 'screen_view', '$screen', 'Loaded a Screen'],
  ['Product Viewed', 'view_item', 'ViewContent', 'Viewed Product', 'Item Viewed'],
  ['Product Added', 'add_to_cart', 'AddToCart', 'Added to Cart', 'Product Added to Cart'],
  ['Product Added to Wishlist', 'add_to_wishlist', 'AddToWishlist', 'Added to Wishlist'],
  ['Checkout Started', 'begin_checkout', 'InitiateCheckout', 'Started Checkout'],
  [
    'Order Completed',
    'purchase',
    'Purchase',
    'Purchased',
    'Order Placed',
    'Placed Order',
    'Checkout Completed',
    'Order Paid',
  ],
  ['Trial Started', 'start_trial', 'StartTrial', 'Trial Begun', 'Trial Activated'],
  ['Subscription Started', 'Subscribe', 'Subscription Created', 'Plan Purchased', 'Upgraded'],
  ['Email Delivered', 'Email Sent', 'Received Email', 'delivered'],
  ['Email Opened', 'Opened Email', 'email_open', 'open'],
  ['Email Link Clicked', 'Email Clicked', 'Clicked Email', 'click'],
  ['Newsletter Subscribed', 'Subscribed to List', 'Newsletter Signup', 'sign_up'],
  ['Unsubscribed', 'Email Unsubscribed', 'Unsubscribed from List', 'unsubscribe'],
  ['Rage Click', '$rageclick', 'rage_click', 'Rage Clicked'],
  ['Error Occurred', 'exception', '$exception', 'Application Crashed', 'app_exception'],
  ['trialEndsAt', 'trialEnd', 'trialEndDate', 'trialEnds', 'trialExpiresAt'],
  ['birthday', 'birthdate', 'birthDate', 'dateOfBirth', 'dob'],
  ['address', 'city', 'town', 'location'],
  ['total', 'revenue', 'value', 'amount', 'orderTotal', 'price'],
  ['category', 'productCategory', 'itemCategory', 'categories', 'productType'],
  ['coupon', 'couponCode', 'discountCode', 'voucher', 'promoCode'],
  ['discount', 'discountAmount', 'totalDiscount', 'discounts'],
];

/** `Order Completed`, `order_completed`, `completedOrder` → the same text. */
export const sortedWords = (name: string): string =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .sort()
    .join('');

/** Words, sorted → the group. */
const GROUPS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  SAME.flatMap((names) => {
    const words = new Set(names.map(sortedWords));
    return [...words].map((word) => [word, words] as const);
  }),
);

export const isKnownAs = (name: string, other: string): boolean =>
  GROUPS.get(sortedWords(name))?.has(sortedWords(other)) ?? false;
