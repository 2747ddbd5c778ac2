import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isObject, type Json } from '../json';

const FOLDER = new URL('../../../../../test/scenarios/', import.meta.url);

interface Step {
  readonly define?: Readonly<Record<string, Json>>;
}

interface Scenario {
  readonly segments?: Readonly<Record<string, Json>>;
  readonly steps: readonly Step[];
}

/** Every rule of the scenarios, those that are refused among them, named by file and segment. */
export function scenarioRules(): (readonly [string, Json])[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) => {
    const { segments = {}, steps } = parse(readFileSync(new URL(file, FOLDER), 'utf8'), {
      maxAliasCount: -1,
    }) as Scenario;
    const defined = [segments, ...steps.map(({ define = {} }) => define)];
    return defined.flatMap((rules) =>
      Object.entries(rules).map(([key, rule]) => [`${file} ${key}`, rule] as const),
    );
  });
}

/** All objects in a rule that have one of the keys. */
export function objectsWith(json: Json, keys: readonly string[]): readonly Json[] {
  if (Array.isArray(json)) return json.flatMap((item: Json) => objectsWith(item, keys));
  if (!isObject(json)) return [];
  const inside = Object.values(json).flatMap((value) => objectsWith(value, keys));
  return keys.some((key) => Object.hasOwn(json, key)) ? [json, ...inside] : inside;
}
