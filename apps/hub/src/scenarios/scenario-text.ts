import { parseYaml, type YamlFile } from '../config/yaml-file.js';

export type ScenarioText = Omit<YamlFile, 'lastLine'>;

/** YAML, or JSON: what begins as JSON is tried as such first, because YAML takes no tabs and is slow on large files. */
export function parseText(text: string): ScenarioText {
  const trimmed = text.replace(/^\u{FEFF}/u, '');
  const json = trimmed.trimStart().startsWith('{') ? tryJson(trimmed) : undefined;
  if (json === undefined) return parseYaml(trimmed);
  let yaml: YamlFile | undefined;
  return {
    json,
    problems: [],
    locate: (path, part) => (yaml ??= parseYaml(trimmed)).locate(path, part),
  };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
