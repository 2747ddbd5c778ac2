import { maskText, MASK } from '../logging/mask.js';

/** Keys of traits and properties, as letters and digits in lower case, by whose values a person is known. */
const NAMES_SOMEBODY =
  /(?:email|phone|mobile|fax|iban|passport|birth|dob|address|street|postcode|postalcode|zip|firstname|lastname|fullname|surname|familyname|givenname|forename|middlename|nickname|username|displayname|userid|customerid|anonymousid|externalid|deviceid|ssn|taxid)/;
/** Of a trait also `name` and `contact_name`; of an event that is a product's. */
const NAMES_SOMEBODY_IN_TRAITS = /(?:name|^id)$/;

type Json = Readonly<Record<string, unknown>>;

/**
 * A rule, or a part of one, as somebody may see it who may not see personal data: without what identifiers, and traits and
 * properties that name somebody, are compared with, and without e-mail addresses wherever they are.
 */
export function hideInRule(rule: unknown): unknown {
  if (typeof rule === 'string') return maskText(rule);
  if (Array.isArray(rule)) return rule.map(hideInRule);
  if (!isObject(rule)) return rule;
  const isHidden = comparesPersonal(rule);
  return Object.fromEntries(
    Object.entries(rule).map(([key, part]) => [
      key,
      isHidden && key === 'value' ? hideValue(part) : hideInRule(part),
    ]),
  );
}

/** Where it cannot be told which words of a sentence are values: dates are written in other ways, long lists are shortened. */
const HIDDEN = 'a condition about personal data, which you may not see';

/** A sentence about a rule, without what `hideInRule` hides of it. */
export function hideInText(text: string, rule: unknown): string {
  const values = [...hiddenValues(rule)].filter((value) => value !== '');
  if (!isGroup(rule) && values.some((value) => !wordsOf(value).test(text))) return HIDDEN;
  const longestFirst = values.sort((a, b) => b.length - a.length);
  return maskText(longestFirst.reduce((left, value) => left.replace(wordsOf(value), MASK), text));
}

/** What is said of a group is said of no value: that is in the sentences about its parts. */
const isGroup = (rule: unknown): boolean =>
  isObject(rule) && ['all', 'any', 'not'].some((key) => key in rule);

const wordsOf = (value: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}])${value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}])`,
    'gu',
  );

function* hiddenValues(rule: unknown): Generator<string> {
  if (typeof rule !== 'object' || rule === null) return;
  for (const [key, part] of Object.entries(rule)) {
    if (key === 'value' && isObject(rule) && comparesPersonal(rule)) yield* textsOf(part);
    else yield* hiddenValues(part);
  }
}

function* textsOf(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* textsOf(item);
  else if (typeof value === 'string' || typeof value === 'number') yield String(value);
}

/** Of an object, which names another trait or a date, nothing needs to be hidden. */
function hideValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideValue);
  return typeof value === 'string' || typeof value === 'number' ? MASK : hideInRule(value);
}

function comparesPersonal({ identifier, trait, property }: Json): boolean {
  if (identifier !== undefined) return true;
  if (typeof trait === 'string') return namesSomebody(trait, true);
  return typeof property === 'string' && namesSomebody(property, false);
}

function namesSomebody(path: string, isTrait: boolean): boolean {
  const keys = path.split('.').map((key) => key.toLowerCase().replace(/[^a-z0-9]/g, ''));
  return (
    keys.some((key) => NAMES_SOMEBODY.test(key)) ||
    (isTrait && NAMES_SOMEBODY_IN_TRAITS.test(keys.at(-1) ?? ''))
  );
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
