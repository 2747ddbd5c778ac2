import type { Command } from 'commander';
import { DEFAULT_CONFIG_FILE } from '../hub/load-hub.js';
import { historyCommand, logCommand } from './membership-commands.js';
import type { Environment } from './open-hub.js';
import {
  createSegmentCommand,
  deleteSegmentCommand,
  editSegmentCommand,
  listSegmentsCommand,
  showSegmentCommand,
} from './segment-commands.js';
import { editListCommand, freezeCommand, importCommand } from './static-commands.js';

/** Adds `segue segment …`. @param done  gets the exit code of the command that ran */
export function addSegmentCommands(
  program: Command,
  env: Environment,
  print: (text: string) => void,
  done: (code: number) => void,
): void {
  const segment = program.command('segment').description('look at segments, and make some');
  const on = (name: string, description: string) =>
    segment
      .command(name)
      .description(description)
      .option('-c, --config <file>', 'configuration', DEFAULT_CONFIG_FILE)
      .option('--json', 'print JSON');
  const edit = (name: string, description: string) =>
    on(name, description).option('--by <name>', 'who does it, as the history names them', 'cli');

  on('list', 'list all segments').action(async (options) =>
    done(await listSegmentsCommand(options as never, env, print)),
  );
  on('show', 'show a segment with its rule and the versions of it')
    .argument('<key>')
    .action(async (key: string, options) =>
      done(await showSegmentCommand(key, options as never, env, print)),
    );
  edit('create', 'make a segment')
    .argument('<file>', 'YAML with key, name, description and rule; - for standard input')
    .action(async (file: string, options) =>
      done(await createSegmentCommand(file, options as never, env, print)),
    );
  edit('edit', 'change the segment of the file’s key; what the file leaves out stays')
    .argument('<file>', 'YAML with key, name, description and rule; - for standard input')
    .action(async (file: string, options) =>
      done(await editSegmentCommand(file, options as never, env, print)),
    );
  edit('delete', 'delete a segment that nothing uses')
    .argument('<key>')
    .action(async (key: string, options) =>
      done(await deleteSegmentCommand(key, options as never, env, print)),
    );

  edit('import', 'put the people of a file on a static segment, and make it if need be')
    .argument('<key>')
    .argument('<file>', 'one identifier a line, or CSV')
    .requiredOption('--type <type>', 'what the identifiers are: email, userId, phone …')
    .option('--name <name>', 'of the segment, where it is made')
    .option('--column <name>', 'column of a CSV file; the type where left out')
    .action(async (key: string, file: string, options) =>
      done(await importCommand(key, file, options as never, env, print)),
    );
  edit('freeze', 'make a static segment of those who are in a segment now')
    .argument('<key>')
    .requiredOption('--as <key>', 'key of the new segment')
    .option('--name <name>', 'of the new segment')
    .action(async (key: string, options) =>
      done(await freezeCommand(key, options as never, env, print)),
    );
  for (const list of ['add', 'remove'] as const) {
    edit(list, list === 'add' ? 'add people to a static segment' : 'remove people from one')
      .argument('<key>')
      .argument('<type:value...>', 'such as email:ada@example.com')
      .action(async (key: string, identifiers: string[], options) =>
        done(await editListCommand(list, key, identifiers, options as never, env, print)),
      );
  }

  on('history', 'show the size of a segment day by day, and who came and went')
    .argument('<key>')
    .option('--from <date>', 'first day; 30 days before the last')
    .option('--to <date>', 'last day; today')
    .action(async (key: string, options) =>
      done(await historyCommand(key, options as never, env, print)),
    );
  on('log', 'show who joined and left a segment, the newest first')
    .argument('<key>')
    .option('--limit <n>', 'how many, 1000 at most', '20')
    .option('--after <next>', 'go on after a page')
    .action(async (key: string, options) =>
      done(await logCommand(key, options as never, env, print)),
    );
}
