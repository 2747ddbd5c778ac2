import { ConfigError, parseSettings, type SettingsClass } from '@segue/sdk';
import { unknownKey } from './did-you-mean.js';
import { propertyNames } from './property-rules.js';
import { type Path, type Report } from './report.js';

/** Reports what a plugin's own class says of these settings, each at its place. */
export function checkSettings(
  type: SettingsClass,
  settings: Readonly<Record<string, unknown>>,
  path: Path,
  report: Report,
): void {
  for (const [name, problem] of Object.entries(problemsOf(type, settings))) {
    const steps = name === '' ? [] : name.split('.').map(toStep);
    const isUnknown = steps.length === 1 && !propertyNames(type).includes(name);
    if (isUnknown) report.refuse([...path, name], unknownKey(name, propertyNames(type)), 'key');
    else report.refuse([...path, ...steps], toMessage(problem, steps, settings));
  }
}

function problemsOf(type: SettingsClass, settings: object): Readonly<Record<string, string>> {
  try {
    parseSettings(type, settings);
    return {};
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const toStep = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);

/** class-validator begins with the property's name, which the path says already. */
function toMessage(
  problem: string,
  steps: Path,
  settings: Readonly<Record<string, unknown>>,
): string {
  const sentences = problem.split('; ').map((sentence) => {
    const begin = `${String(steps.at(-1) ?? '')} `;
    return sentence.startsWith(begin) ? sentence.slice(begin.length) : sentence;
  });
  const [first = ''] = steps;
  const isMissing = steps.length === 1 && (settings[first] ?? undefined) === undefined;
  return (isMissing ? 'is missing: ' : '') + sentences.join('; ');
}
