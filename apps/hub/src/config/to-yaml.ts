import { stringify } from 'yaml';

type Json = Readonly<Record<string, unknown>>;

/** What is to be written as a part of segue.yaml. */
export interface YamlEntries {
  readonly workspace: Json;
  readonly connections: readonly ConnectionEntry[];
  /** Ids of connections with keys of which only a hash is known. */
  readonly withWriteKeys: readonly string[];
  readonly segments: readonly Json[];
  /** With their ids. */
  readonly syncs: readonly Json[];
}

export interface ConnectionEntry {
  readonly id: string;
  /** Without id and secrets. */
  readonly entry: Json;
  /** Names of the secret settings that are set. */
  readonly secrets: readonly string[];
}

const LINE_WIDTH = 120;

/**
 * Entries as text that a segue.yaml can take in. A secret becomes `${NAME}`, and the names that have to be set are listed at
 * the top, with what the file cannot have; whatever else looks like such a reference stays literal.
 */
export function toYaml({
  workspace,
  connections,
  withWriteKeys,
  segments,
  syncs,
}: YamlEntries): string {
  const names = new Set<string>();
  const withSecrets = connections.map(({ id, entry, secrets }) => {
    const { plugin, settings, ...rest } = escaped(entry) as Json;
    const placeholders = Object.fromEntries(
      secrets.map((name) => [name, `\${${claim(names, id, name)}}`]),
    );
    const all: Json = { ...(settings as Json | undefined), ...placeholders };
    return { id, plugin, settings: all, ...rest };
  });
  const sections = {
    ...(Object.keys(workspace).length > 0 ? { workspace: escaped(workspace) } : {}),
    ...(withSecrets.length > 0 ? { connections: withSecrets } : {}),
    ...(segments.length > 0 ? { segments: escaped(segments) } : {}),
    ...(syncs.length > 0 ? { syncs: escaped(syncs) } : {}),
  };
  const head = '# What was made in the console and over the API, to be added to segue.yaml.\n';
  const needs = names.size > 0 ? `# Environment variables to set: ${[...names].join(', ')}\n` : '';
  const lacks =
    withWriteKeys.length > 0
      ? `# Write keys stay with the hub that made them. Another one needs new ones for: ${withWriteKeys.join(', ')}\n`
      : '';
  if (Object.keys(sections).length === 0) return `${head}# There is nothing yet.\n`;
  return (
    head +
    needs +
    lacks +
    stringify(sections, { lineWidth: LINE_WIDTH, aliasDuplicateObjects: false })
  );
}

/** The name of an environment variable, which no other secret has. */
function claim(taken: Set<string>, id: string, setting: string): string {
  const words = `${id}_${setting.replace(/[A-Z]/g, '_$&')}`;
  const upper = words.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  const name = /^\d/.test(upper) ? `SEGUE_${upper}` : upper;
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
  taken.add(free);
  return free;
}

/** `$${` is a literal `${`: see fill-environment.ts. */
function escaped(json: unknown): unknown {
  if (typeof json === 'string') return json.replaceAll('${', () => '$${');
  if (Array.isArray(json)) return json.map(escaped);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, escaped(value)]));
}
