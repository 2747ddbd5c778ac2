import type { JsonObject } from '@segue/sdk';
import type { Draw } from './draw.js';

/** Of the made-up shop; below example.com nothing is anybody's. */
export const SHOP = 'https://shop.example.com';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** In EUR. */
  readonly price: number;
}

export const PRODUCTS: readonly Product[] = [
  { id: 'mug', name: 'Mug', category: 'kitchen', price: 12 },
  { id: 'kettle', name: 'Kettle', category: 'kitchen', price: 49 },
  { id: 'pan', name: 'Frying pan', category: 'kitchen', price: 79 },
  { id: 'lamp', name: 'Desk lamp', category: 'living', price: 89 },
  { id: 'cushion', name: 'Cushion', category: 'living', price: 25 },
  { id: 'chair', name: 'Armchair', category: 'living', price: 390 },
  { id: 'kite', name: 'Kite', category: 'outdoor', price: 35 },
  { id: 'tent', name: 'Tent', category: 'outdoor', price: 240 },
];

/** As the Segment spec writes it. */
export const toProperties = ({ id, name, category, price }: Product): JsonObject => ({
  ...{ product_id: id, name, category, price, currency: 'EUR', url: `${SHOP}/p/${id}` },
});

const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const PHONE = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';

const WAYS: readonly (readonly [JsonObject, number])[] = [
  [{ referrer: '', search: '' }, 45],
  [{ referrer: 'https://www.google.com/', search: '' }, 30],
  [{ referrer: 'https://news.example.org/', search: '' }, 10],
  [{ referrer: '', search: '?utm_source=spring&utm_medium=cpc' }, 15],
];

/** By which way and device somebody comes. */
export function drawContext(draw: Draw): JsonObject {
  const way = draw.weighted(WAYS);
  return {
    userAgent: draw.chance(0.4) ? PHONE : DESKTOP,
    page: { path: '/', url: `${SHOP}/`, title: 'Shop', ...way },
    ...(way['search'] === '' ? {} : { campaign: { source: 'spring', medium: 'cpc' } }),
  };
}
