import { checkConnections, type KnownPlugins } from './check-connections.js';
import { checkNames } from './check-names.js';
import { checkSchedules } from './check-schedules.js';
import { checkSegments, type RuleParser } from './check-segments.js';
import { checkSyncs } from './check-syncs.js';
import { checkTraits } from './check-traits.js';
import { ConfigFileError, type ConfigProblem } from './config-file-error.js';
import type { Config, WorkspaceDefaults } from './config.js';
import { type Environment, fillEnvironment } from './fill-environment.js';
import { type Draft, readDraft } from './read-draft.js';
import { Report, toText } from './report.js';
import { toConfig } from './to-config.js';
import { parseYaml, type YamlFile } from './yaml-file.js';

export interface ConfigOptions extends KnownPlugins, RuleParser {
  /** The file's name, for problems. */
  readonly file: string;
  readonly env: Environment;
  /** What counts where the file says nothing. */
  readonly workspace?: WorkspaceDefaults;
}

/**
 * Reads the text of a `segue.yaml`.
 *
 * @throws ConfigFileError with every problem at once, in the order of the file
 */
export function parseConfig(text: string, options: ConfigOptions): Config {
  const yaml = parseYaml(text);
  const report = new Report();
  const draft = yaml.json === undefined ? undefined : check(yaml, options, report);
  const problems = toProblems(yaml, report, options.file);
  if (draft === undefined || problems.length > 0) throw new ConfigFileError(problems);
  return toConfig(draft, options, (path) => ({
    ...yaml.locate(path),
    endLine: yaml.lastLine(path),
  }));
}

/**
 * The third parties' plugins that the file names, for a hub that has to load them before it can parse the file. None where that
 * part cannot be read: `parseConfig` says why.
 */
export function readPluginNames(text: string, env: Environment): readonly string[] {
  const { json } = parseYaml(text);
  return json === undefined || json === null
    ? []
    : readDraft(fillEnvironment(json, env, new Report()), new Report()).plugins;
}

function check(yaml: YamlFile, options: ConfigOptions, report: Report): Draft | undefined {
  if (yaml.json === null) {
    report.refuse([], 'is empty: run `segue init` for a file to begin with');
    return undefined;
  }
  const json = fillEnvironment(yaml.json, options.env, report);
  const draft = readDraft(json, report, options.workspace);
  checkNames(draft, yaml.locate, report);
  checkConnections(draft, options, report);
  checkTraits(draft, options, report);
  checkSegments(draft, options, report);
  checkSyncs(draft, options, report);
  checkSchedules(draft, options, report);
  return draft;
}

function toProblems(yaml: YamlFile, report: Report, file: string): ConfigProblem[] {
  const found = report.findings.map(({ path, message, part }) => ({
    ...yaml.locate(path, part),
    path: toText(path),
    message,
  }));
  return [...yaml.problems.map((problem) => ({ ...problem, path: '' })), ...found]
    .map(({ line, column, path, message }) => ({ file, line, column, path, message }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
