import { isSame, type Json } from '../rules/json';
import type { FormField } from './form-fields';

/** What is in the fields, by the name of the setting. */
export type FormValues = Readonly<Record<string, Json | undefined>>;

/**
 * The settings as they are stored: without what is empty, and without what is as it is anyhow. A secret that is left out stays;
 * null takes it out.
 */
export function settingsOf(fields: readonly FormField[], values: FormValues): Record<string, Json> {
  const settings: Record<string, Json> = {};
  for (const { name, kind, initial } of fields) {
    const value = values[name];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
      continue;
    if (value === null && kind !== 'secret') continue;
    if (initial !== undefined && isSame(value, initial)) continue;
    settings[name] = value;
  }
  return settings;
}

/** Fields that must be filled in, and are not. @param secrets  those that are set already */
export const missingOf = (
  fields: readonly FormField[],
  values: FormValues,
  secrets: Readonly<Record<string, boolean>>,
): readonly FormField[] => {
  const settings = settingsOf(fields, values);
  return fields.filter(
    ({ name, isRequired, initial }) =>
      isRequired &&
      initial === undefined &&
      (settings[name] ?? null) === null &&
      !(secrets[name] === true && values[name] !== null),
  );
};

interface Problem {
  readonly pointer: string;
  readonly message: string;
}

/** What is wrong with each setting, of the problems below a pointer. */
export const problemsBelow = (
  pointer: string,
  problems: readonly Problem[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    problems.flatMap((problem) => {
      if (!problem.pointer.startsWith(`${pointer}/`)) return [];
      const name = problem.pointer.slice(pointer.length + 1).split('/')[0]!;
      return [[name, problem.message]];
    }),
  );
