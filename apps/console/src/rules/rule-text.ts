import { parse, stringify } from 'yaml';
import type { Json } from './json';

export type TextFormat = 'json' | 'yaml';

export const writeRule = (rule: Json, format: TextFormat): string =>
  format === 'json'
    ? `${JSON.stringify(rule, null, 2)}\n`
    : stringify(rule, { lineWidth: 100, aliasDuplicateObjects: false });

export type ReadRule = { readonly rule: Json } | { readonly problem: string };

export function readRule(text: string, format: TextFormat): ReadRule {
  if (text.trim() === '') return { problem: 'There is no rule yet.' };
  try {
    const rule = (format === 'json' ? JSON.parse(text) : parse(text)) as Json;
    return { rule };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
