import type { FunnelResult, GroupResult } from '../funnels/funnel.js';
import { FunnelService } from '../funnels/funnel.service.js';
import { EXIT } from './exit.js';
import { table } from './format.js';
import { withHub, type Environment } from './open-hub.js';
import { readYamlFile } from './read-yaml-file.js';

/** How many people go through the funnel of a file, or of standard input. */
export async function funnelCommand(
  file: string,
  { config, json }: { readonly config: string; readonly json?: boolean },
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const funnel = await readYamlFile(file);
  return withHub(config, env, async (hub) => {
    const result = await hub.get(FunnelService).evaluate(funnel);
    print(json ? JSON.stringify(result, null, 2) : describe(result));
    return EXIT.ok;
  });
}

const HEAD = ['step', 'event', 'people', 'of first', 'of previous', 'median time', 'dropped off'];

const describe = ({ groups }: FunnelResult): string =>
  groups.map((group) => `${titleOf(group)}\n${table(HEAD, rowsOf(group))}`).join('\n\n');

const titleOf = ({ segment }: GroupResult): string =>
  segment === null ? 'everyone' : `segment ${segment}`;

const rowsOf = ({ steps }: GroupResult): readonly (readonly string[])[] =>
  steps.map((step) => [
    String(step.step),
    [step.event].flat().join(' or '),
    step.people.toLocaleString('en'),
    percent(step.conversionFromFirst),
    percent(step.conversionFromPrevious),
    step.medianMs === null ? '' : time(step.medianMs),
    step.step === 1 ? '' : step.droppedOff.toLocaleString('en'),
  ]);

const percent = (share: number | null): string =>
  share === null ? '' : `${(share * 100).toFixed(1)} %`;

const UNITS = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const;

function time(ms: number): string {
  const unit = UNITS.find((candidate) => ms >= candidate.ms);
  return unit ? `${(ms / unit.ms).toFixed(1)} ${unit.name}` : `${ms} ms`;
}
