import { RunCancellation } from '../runs/run-cancellation.js';
import { ExportService } from '../workspace/export.service.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import { runLine } from './format.js';
import { withHub, type Environment } from './open-hub.js';

/** Prints everything that was made in the console and over the API, to be added to segue.yaml. */
export async function exportCommand(
  { config }: { readonly config: string },
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  return withHub(config, env, async (hub) => {
    print((await hub.get(ExportService).yaml()).trimEnd());
    return EXIT.ok;
  });
}

/** Asks a run to end after the page or batch that it has in hand. */
export async function cancelCommand(
  id: string,
  { config }: { readonly config: string },
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const command = { action: 'change', name: 'segue cancel', target: `run:${id}` } as const;
  return withAudited(command, config, env, async (hub) => {
    print(runLine(await hub.get(RunCancellation).ask(id, 'cli')));
    return EXIT.ok;
  });
}
