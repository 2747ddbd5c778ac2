import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readIdentity } from '../config/read-identity.js';
import type { IdentityConfig } from '../config/config.js';
import { type Path, Report, toText } from '../config/report.js';
import { readShape } from '../config/read-shape.js';
import { readStep, type UncheckedStep } from './read-step.js';
import type { Scenario } from './scenario.js';
import { ScenarioError } from './scenario-error.js';
import { ScenarioFile } from './scenario-file.js';
import { defineSteps } from './define-steps.js';
import { parseText, type ScenarioText } from './scenario-text.js';

/** Segue's own default is another one: a scenario says which values it wants blocked. */
const DEFAULT_IDENTITY = {
  identifiers: ['userId', 'anonymousId', 'email', 'phone'].map((type) => ({ type })),
  block: [],
};

/**
 * Reads and checks a scenario file, YAML or JSON.
 *
 * @throws ScenarioError with every problem: what cannot be read, unknown keys, rules that are refused without being expected to
 */
export async function readScenario(file: string): Promise<Scenario> {
  return parseScenario(await readText(file), file);
}

/** @param file  names the scenario; paths in it are relative to where this is */
export async function parseScenario(text: string, file: string): Promise<Scenario> {
  const source = parseText(text);
  const report = new Report();
  const scenario = source.problems.length === 0 ? await readJson(source, file, report) : undefined;
  const problems = [
    ...source.problems.map(({ message, ...location }) => ({ file, location, path: '', message })),
    ...report.findings.map(({ path, message, part }) => ({
      file,
      location: source.locate(path, part),
      path: toText(path),
      message,
    })),
  ];
  if (scenario === undefined || problems.length > 0) throw new ScenarioError(problems);
  return scenario;
}

async function readJson(
  { json, locate }: ScenarioText,
  file: string,
  report: Report,
): Promise<Scenario | undefined> {
  const given = readShape(ScenarioFile, json, [], report);
  if (given === undefined) return undefined;
  const segments = new Map(Object.entries(given.segments));
  const steps: UncheckedStep[] = [];
  for (const [index, step] of (given.steps ?? []).entries()) {
    const read = await readStep(step, ['steps', index], dirname(file), report);
    if (read) steps.push(read);
  }
  if (given.steps?.length === 0)
    report.refuse(['steps'], 'must not be empty: nothing would be tested');
  return {
    file,
    timezone: given.timezone,
    identity: identityOf(given, report),
    segments,
    steps: defineSteps(segments, steps, report),
    locate: (path: Path) => locate(path),
  };
}

function identityOf({ identity }: ScenarioFile, report: Report): IdentityConfig {
  const given = Object.entries(identity).filter(([, value]) => value !== null);
  return readIdentity({ ...DEFAULT_IDENTITY, ...Object.fromEntries(given) }, ['identity'], report);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const message =
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'does not exist'
        : 'cannot be read: look at its kind and at its permissions';
    throw new ScenarioError([{ file, path: '', message }], { cause: error });
  }
}
