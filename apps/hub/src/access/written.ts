import { hideInRule, hideInText } from './hide-in-rule.js';
import { maskText } from '../logging/mask.js';

const WRITTEN = 'segue:written';

/** What a property holds: a rule, a sentence about the rule beside it, or any text. */
type WrittenKind = 'rule' | 'text of rule' | 'text';

/**
 * Marks what users wrote and what may name a person, though it need not: those without the right `personal:read` get it without. To
 * see it is no view of personal data to the audit log.
 */
export const Written =
  (kind: WrittenKind): PropertyDecorator =>
  (prototype, property) => {
    const known = writtenProperties(prototype);
    Reflect.defineMetadata(WRITTEN, new Map([...known, [String(property), kind]]), prototype);
  };

/** Of a class, by its prototype, with those of the classes it extends. */
export const writtenProperties = (prototype: object): ReadonlyMap<string, WrittenKind> =>
  (Reflect.getMetadata(WRITTEN, prototype) as ReadonlyMap<string, WrittenKind> | undefined) ??
  new Map<string, WrittenKind>();

/** @param rule the property of that name beside it */
export function hideWritten(value: unknown, kind: WrittenKind, rule: unknown): unknown {
  if (kind === 'rule') return hideInRule(value);
  if (typeof value !== 'string') return value;
  return kind === 'text' ? maskText(value) : hideInText(value, rule);
}
