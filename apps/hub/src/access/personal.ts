import { MASK } from '../logging/mask.js';

const PERSONAL = 'segue:personal';

/** leaves: each text and number in it; whole: all of it, so that not even its shape is left. */
type Extent = 'leaves' | 'whole';

/**
 * Marks a property of an answer's class as personal data. Those without the right `personal:read` get it masked, wherever the
 * class is part of an answer, and what others see of it is in the audit log.
 */
export const Personal =
  (extent: Extent = 'leaves'): PropertyDecorator =>
  (prototype, property) => {
    const known = personalProperties(prototype);
    Reflect.defineMetadata(PERSONAL, new Map([...known, [String(property), extent]]), prototype);
  };

/** Of a class, by its prototype, with those of the classes it extends. */
export const personalProperties = (prototype: object): ReadonlyMap<string, Extent> =>
  (Reflect.getMetadata(PERSONAL, prototype) as ReadonlyMap<string, Extent> | undefined) ??
  new Map<string, Extent>();

/** What is shown of a personal value to those who may not see it: whether there is one, and the names of its parts. */
export function hide(value: unknown, extent: Extent): unknown {
  if (value === null || value === undefined) return value;
  if (extent === 'whole') return null;
  if (Array.isArray(value)) return value.map((item) => hide(item, extent));
  if (typeof value !== 'object' || value instanceof Date) return MASK;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hide(item, extent)]));
}
