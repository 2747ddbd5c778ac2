const PERSONAL = 'segue:personal';

/**
 * Marks a property of an answer's class as personal data. Those without the right `personal:read` get it masked, wherever the
 * class is part of an answer, and what others see of it is in the audit log.
 */
export const Personal = (): PropertyDecorator => (prototype, property) => {
  const known = personalProperties(prototype);
  Reflect.defineMetadata(PERSONAL, new Set([...known, String(property)]), prototype);
};

/** Of a class, by its prototype, with those of the classes it extends. */
export const personalProperties = (prototype: object): ReadonlySet<string> =>
  (Reflect.getMetadata(PERSONAL, prototype) as ReadonlySet<string> | undefined) ?? new Set();
