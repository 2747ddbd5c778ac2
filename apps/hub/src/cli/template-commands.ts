import { stringify } from 'yaml';
import { parametersFromText } from '../segments/templates/from-text.js';
import { describeMissing } from '../segments/templates/missing.js';
import {
  type ListedTemplate,
  type MadeSegment,
  TemplateService,
} from '../segments/templates/template.service.js';
import { EXIT } from './exit.js';
import { table } from './format.js';
import { withHub, type Environment } from './open-hub.js';

interface Shown {
  readonly config: string;
  readonly json?: boolean;
}

type Print = (text: string) => void;

/** All templates, and what the data lack for each. */
export async function templatesCommand(
  { config, json }: Shown,
  env: Environment,
  print: Print,
): Promise<number> {
  return withHub(config, env, async (hub) => {
    const templates = await hub.get(TemplateService).list();
    if (json) print(JSON.stringify(templates, null, 2));
    else print(table(['template', 'title', 'category', 'usable'], templates.map(toRow)));
    return EXIT.ok;
  });
}

/** A segment made of a template, as segue.yaml has it. */
export async function templateCommand(
  key: string,
  { config, json, set }: Shown & { readonly set: readonly string[] },
  env: Environment,
  print: Print,
): Promise<number> {
  const given = readSettings(set);
  if (typeof given === 'string') {
    print(given);
    return EXIT.unusable;
  }
  return withHub(config, env, async (hub) => {
    const templates = hub.get(TemplateService);
    const { parameters } = await templates.get(key);
    const made = await templates.instantiate(key, parametersFromText(parameters, given));
    print(json ? JSON.stringify({ key, ...made }, null, 2) : toYaml(key, made));
    return EXIT.ok;
  });
}

/** @returns name → texts, or what is wrong */
function readSettings(set: readonly string[]): ReadonlyMap<string, readonly string[]> | string {
  const given = new Map<string, readonly string[]>();
  for (const setting of set) {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
    if (name === undefined || text === undefined) {
      return `--set takes name=value, such as within=30d, and not ${setting}`;
    }
    given.set(name, [...(given.get(name) ?? []), text]);
  }
  return given;
}

function toRow({ key, title, category, isUsable, missing }: ListedTemplate): readonly string[] {
  const why = missing
    .filter(({ isRequired }) => isUsable || isRequired)
    .map(describeMissing)
    .join('; ');
  const usable = isUsable ? 'yes' : 'no';
  return [key, title, category, why ? `${usable}: ${why}` : usable];
}

/** An item of `segments`, indented as in the file that `segue init` writes. */
function toYaml(key: string, { name, description, rule, warnings }: MadeSegment): string {
  const comments = warnings.map((warning) => `  # ${warning}\n`).join('');
  const item = stringify([{ key, name, description, rule }], { lineWidth: 120 })
    .trimEnd()
    // In segue.yaml ${NAME} is a variable of the environment.
    .replaceAll('${', () => '$${')
    .replaceAll(/^/gm, '  ');
  return comments + item;
}
