import { inspect } from 'node:util';
import { validateSync, type ValidationError } from 'class-validator';
import { ConfigError } from './errors.js';

export type SettingsClass<S extends object = object> = new () => S;

const secrets = new WeakMap<object, Set<string>>();
const labels = new WeakMap<object, Map<string, SettingLabel>>();

/** How a form shows a setting. */
export interface SettingLabel {
  readonly label: string;
  /** A sentence or two below it. */
  readonly help?: string;
}

const MASK = '********';

/** Marks a setting as secret: encrypted at rest, masked when shown, never logged, never returned by the API. */
export function Secret(): PropertyDecorator {
  return (prototype, key) => {
    const keys = secrets.get(prototype) ?? new Set<string>();
    secrets.set(prototype, keys.add(String(key)));
  };
}

/** Says how a form is to show a setting. Without it, the setting's own name in words is its label. */
export function Label(label: string, help?: string): PropertyDecorator {
  return (prototype, key) => {
    const known = labels.get(prototype) ?? new Map<string, SettingLabel>();
    labels.set(prototype, known.set(String(key), help === undefined ? { label } : { label, help }));
  };
}

/** Of the class, or of those it extends. */
export function labelOf(type: SettingsClass, key: string): SettingLabel {
  const found = prototypesOf(type).flatMap((prototype) => labels.get(prototype)?.get(key) ?? []);
  return found[0] ?? { label: inWords(key) };
}

/** Its own and those of the classes it extends. */
export const secretKeys = (type: SettingsClass): readonly string[] => [
  ...new Set(prototypesOf(type).flatMap((prototype) => [...(secrets.get(prototype) ?? [])])),
];

function prototypesOf(type: SettingsClass): readonly object[] {
  const prototypes: object[] = [];
  let prototype: unknown = type.prototype;
  while (typeof prototype === 'object' && prototype !== null) {
    prototypes.push(prototype);
    prototype = Object.getPrototypeOf(prototype);
  }
  return prototypes;
}

/** `accessToken` → `Access token` */
function inWords(key: string): string {
  const words = key.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The secret strings in these settings, to be removed from whatever a vendor answers. */
export function secretValues<S extends object>(
  type: SettingsClass<S>,
  settings: S,
): readonly string[] {
  return secretKeys(type).flatMap((key) => stringsIn(Reflect.get(settings, key)));
}

/**
 * Turns settings as written into a validated, frozen instance. `null`, which is what a name without a value means in YAML, counts
 * as not set. A secret can be read from it by its name, but neither
 * `inspect`, `JSON.stringify` nor a spread shows it.
 *
 * @throws ConfigError naming every bad setting at once; unknown settings are errors, because a misspelt optional
 * setting would otherwise be ignored in silence
 */
export function parseSettings<S extends object>(type: SettingsClass<S>, raw: unknown): Readonly<S> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new ConfigError('settings must be a mapping of names to values', {
      '': 'must be a mapping',
    });
  }
  refuseReserved(raw);
  const settings = Object.assign(new type(), withoutNulls(raw));
  const errors = validateSync(settings, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
  if (errors.length > 0) {
    const problems = Object.fromEntries(errors.flatMap((error) => describe(error)));
    throw new ConfigError(`invalid settings: ${Object.keys(problems).join(', ')}`, problems);
  }
  return hideSecrets(type, settings);
}

const RESERVED = ['__proto__', 'constructor', 'prototype'];

/** Assigned, these would turn the instance into one of another class, without rules. */
function refuseReserved(raw: object): void {
  const found = RESERVED.filter((key) => Object.hasOwn(raw, key));
  if (found.length === 0) return;
  throw new ConfigError(
    `invalid settings: ${found.join(', ')}`,
    Object.fromEntries(found.map((key) => [key, 'cannot be the name of a setting'])),
  );
}

const withoutNulls = (raw: object): object =>
  Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== null && value !== undefined),
  );

function hideSecrets<S extends object>(type: SettingsClass<S>, settings: S): Readonly<S> {
  const hidden = secretKeys(type).filter((key) => Reflect.get(settings, key) !== undefined);
  for (const key of hidden) {
    const value: unknown = Reflect.get(settings, key);
    Object.defineProperty(settings, key, { get: () => value, enumerable: false });
  }
  const shown = () => ({ ...settings, ...Object.fromEntries(hidden.map((key) => [key, MASK])) });
  Object.defineProperty(settings, 'toJSON', { value: shown, enumerable: false });
  Object.defineProperty(settings, inspect.custom, { value: shown, enumerable: false });
  return Object.freeze(settings);
}

function describe(error: ValidationError, parent = ''): [string, string][] {
  const path = parent + error.property;
  const own = Object.values(error.constraints ?? {});
  return [
    ...(own.length > 0 ? [[path, own.join('; ')] as [string, string]] : []),
    ...(error.children ?? []).flatMap((child) => describe(child, `${path}.`)),
  ];
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
