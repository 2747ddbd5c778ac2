import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { ConfigFileError } from '../config/config-file-error.js';
import { STARTER } from '../config/starter.js';
import { configSchema } from '../config/schema.js';
import { Database, databaseLocation } from '../database/database.js';
import { DEFAULT_CONFIG_FILE } from '../hub/load-hub.js';
import { BUNDLED } from '../plugins/bundled.js';
import { testCommand } from '../scenarios/test-command.js';
import { checkCommand } from './check-command.js';
import { EXIT } from './exit.js';
import { explainCommand } from './explain-command.js';
import { funnelCommand } from './funnel-command.js';
import type { Environment } from './open-hub.js';
import { evaluateCommand } from './evaluate-command.js';
import { planCommand, type PlanFormat } from './plan-command.js';
import { previewCommand } from './preview-command.js';
import { runCommand } from './run-command.js';
import { recordsCommand, runsCommand, statusCommand } from './show-commands.js';
import { addSegmentCommands } from './segment-program.js';
import { startCommand } from './start-command.js';
import { templateCommand, templatesCommand } from './template-commands.js';
import { uploadCommand } from './upload-command.js';
import { addUserCommands } from './user-program.js';
import { cancelCommand, exportCommand } from './workspace-commands.js';

const SCHEMA_FILE = 'segue.schema.json';

/** The `segue` command. @param done  gets the exit code of the command that ran */
export function createProgram(
  env: Environment,
  print: (text: string) => void,
  done: (code: number) => void,
): Command {
  const program = new Command('segue')
    .description('Keeps segments in step across tools.')
    .showHelpAfterError()
    .exitOverride();
  const command = (name: string, description: string) =>
    program.command(name).description(description);
  const onHub = (name: string, description: string) =>
    command(name, description).option('-c, --config <file>', 'configuration', DEFAULT_CONFIG_FILE);

  onHub('start', 'run the hub: schedules, HTTP API, ingestion').action(async (options) =>
    done(await startCommand(options as { config: string }, env, print)),
  );
  onHub('init', 'write a commented starter configuration and its JSON Schema for editors').action(
    async ({ config }: { config: string }) => done(await init(config, print)),
  );
  onHub('check', 'validate the configuration and ask every connection whether it works')
    .option('--json', 'print JSON')
    .action(async (options) => done(await checkCommand(options as never, env, print)));
  onHub('run', 'run connections and syncs now and wait; all of them without an id')
    .argument('[id...]', 'connection, sync, or `segments` for the evaluation')
    .option('--full', 'evaluate every profile, not only those that changed')
    .option('--approve', 'send what a guard would block')
    .option('--json', 'print JSON')
    .action(async (ids: string[], options) =>
      done(await runCommand(ids, options as never, env, print)),
    );
  onHub('evaluate', 'evaluate the segments now')
    .option('--full', 'every profile, not only those that changed')
    .option(
      '--verify',
      'hold what is stored against an evaluation of everything, and list differences',
    )
    .option('--json', 'print JSON')
    .action(async (options) => done(await evaluateCommand(options as never, env, print)));
  onHub('preview', 'show what a rule would select, without storing anything')
    .argument('[file]', 'YAML or JSON with a rule; - for standard input')
    .option('--segment <key>', 'the rule of this segment')
    .option('--overlap <key...>', 'compare with these segments, at most 5')
    .option('--json', 'print JSON')
    .action(async (file: string | undefined, options) =>
      done(await previewCommand(file, options as never, env, print)),
    );
  onHub('funnel', 'show how many people go through a series of steps')
    .argument('<file>', 'YAML or JSON with a funnel; - for standard input')
    .option('--json', 'print JSON')
    .action(async (file: string, options) =>
      done(await funnelCommand(file, options as never, env, print)),
    );
  onHub('runs', 'list what ran')
    .argument('[run-id]', 'show one run with its rejected, failed and skipped records')
    .option('--kind <kind>', 'pull, push, evaluate or sync')
    .option('--target <id>', 'connection or sync')
    .option('--state <state>', 'succeeded, partial, failed, blocked, cancelled or running')
    .option('--limit <n>', 'how many', '20')
    .option('--json', 'print JSON')
    .action(async (id: string | undefined, options) =>
      done(
        id === undefined
          ? await runsCommand(options as never, env, print)
          : await recordsCommand(id, options as never, env, print),
      ),
    );
  onHub('cancel', 'end a run after the page or batch that it has in hand')
    .argument('<run-id>', 'as `segue runs` lists it')
    .action(async (id: string, options) =>
      done(await cancelCommand(id, options as { config: string }, env, print)),
    );
  onHub('export', 'print what was made in the console, to be added to the configuration').action(
    async (options) => done(await exportCommand(options as { config: string }, env, print)),
  );
  onHub('status', 'show connections, segments and syncs')
    .option('--json', 'print JSON')
    .action(async (options) => done(await statusCommand(options as never, env, print)));
  onHub('explain', 'say why a person is in a segment, or is not, and when that changes')
    .argument('<segment>', 'its key')
    .argument('<profile>', 'type:value, such as email:a@example.com, or the uuid of a profile')
    .option('--json', 'print JSON')
    .action(async (key: string, profile: string, options) =>
      done(await explainCommand(key, profile, options as never, env, print)),
    );
  onHub('templates', 'list ready-made segments, and which of them fit the data')
    .argument('[key]', 'print the segment of this template for segue.yaml')
    .option('--set <name=value...>', 'parameters of the template', [])
    .option('--json', 'print JSON')
    .action(async (key: string | undefined, options) =>
      done(
        key === undefined
          ? await templatesCommand(options as never, env, print)
          : await templateCommand(key, options as never, env, print),
      ),
    );

  addSegmentCommands(program, env, print, done);
  addUserCommands(program, env, print, done);

  const sync = command('sync', 'look at one sync');
  sync
    .command('plan')
    .description('show who would join, leave and change, without sending anything')
    .argument('<id>', 'sync')
    .option('-c, --config <file>', 'configuration', DEFAULT_CONFIG_FILE)
    .addOption(
      new Option('--format <format>', 'how').choices(['table', 'csv', 'json']).default('table'),
    )
    .action(async (id: string, options) =>
      done(await planCommand(id, options as { config: string; format: PlanFormat }, env, print)),
    );
  sync
    .command('upload')
    .description('send the members as a CSV file, for example to a Slack channel')
    .argument('<id>', 'sync')
    .option('-c, --config <file>', 'configuration', DEFAULT_CONFIG_FILE)
    .action(async (id: string, options) =>
      done(await uploadCommand(id, options as { config: string }, env, print)),
    );

  command('test', 'run scenario files on a throw-away database')
    .argument('<file...>', 'YAML or JSON')
    .option('--full', 'evaluate from scratch at each step')
    .option('--json', 'print JSON')
    .action(async (files: string[], options) =>
      done(await testCommand(files, options as never, print)),
    );

  const db = command('db', 'look after the database');
  db.command('migrate')
    .description('bring the tables up to date, and do nothing else')
    .action(async () => done(await migrateDatabase(env, print)));
  db.command('status')
    .description('show which database is used and which migrations are missing')
    .action(async () => done(await databaseStatus(env, print)));
  return program;
}

/** Runs one command line. @returns the exit code */
export async function runProgram(
  args: readonly string[],
  env: Environment,
  print: (text: string) => void,
  complain: (text: string) => void,
): Promise<number> {
  let code: number = EXIT.ok;
  const program = createProgram(env, print, (result) => (code = result));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return report(error, complain);
  }
}

function report(error: unknown, complain: (text: string) => void): number {
  // Commander has printed its own message by then.
  const exitCode: unknown = error instanceof Error ? Reflect.get(error, 'exitCode') : undefined;
  if (typeof exitCode === 'number') return exitCode === 0 ? EXIT.ok : EXIT.unusable;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const isOurs = typeof code === 'string' && /^[A-Z]+(_[A-Z]+)+$/.test(code);
  const message = error instanceof Error ? error.message : String(error);
  complain(isOurs || error instanceof ConfigFileError ? message : `unexpected error: ${message}`);
  return EXIT.unusable;
}

async function init(file: string, print: (text: string) => void): Promise<number> {
  try {
    await writeFile(file, STARTER, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    print(`${file} exists already and was left as it is`);
    return EXIT.unusable;
  }
  await writeFile(SCHEMA_FILE, `${JSON.stringify(configSchema(BUNDLED), null, 2)}\n`);
  print(`wrote ${file}, and ${SCHEMA_FILE} for editors; next: segue check`);
  return EXIT.ok;
}

async function migrateDatabase(env: Environment, print: (text: string) => void): Promise<number> {
  const database = await Database.open(databaseLocation(env));
  try {
    const applied = await database.migrate();
    print(applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`);
    return EXIT.ok;
  } finally {
    await database.close();
  }
}

async function databaseStatus(env: Environment, print: (text: string) => void): Promise<number> {
  const location = databaseLocation(env);
  const where =
    location.kind === 'postgresql'
      ? new URL(location.url).host + new URL(location.url).pathname
      : (location.folder ?? 'memory');
  const database = await Database.open(location);
  try {
    const missing = await database.missingMigrations();
    print(`${location.kind} ${where}`);
    print(
      missing.length === 0 ? 'up to date' : `missing: ${missing.join(', ')} (segue db migrate)`,
    );
    return missing.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    await database.close();
  }
}
