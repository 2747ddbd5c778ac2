import { Option, type Command } from 'commander';
import { ROLES } from '../access/right.js';
import { DEFAULT_CONFIG_FILE } from '../hub/load-hub.js';
import type { Environment } from './open-hub.js';
import {
  addUserCommand,
  disableUserCommand,
  listUsersCommand,
  rotateSecretsCommand,
  setUpLinkCommand,
  userPasswordCommand,
} from './user-commands.js';

/** Adds `segue user …` and `segue secrets …`. @param done  gets the exit code of the command that ran */
export function addUserCommands(
  program: Command,
  env: Environment,
  print: (text: string) => void,
  done: (code: number) => void,
): void {
  const user = program.command('user').description('look after who may sign in');
  const secrets = program.command('secrets').description('look after stored secrets');
  const on = (parent: Command, name: string, description: string) =>
    parent
      .command(name)
      .description(description)
      .option('-c, --config <file>', 'configuration', DEFAULT_CONFIG_FILE);

  on(user, 'add', 'let somebody sign in; the password is asked for, or read from standard input')
    .argument('<email>')
    .option('--name <name>', 'what others know them by; the e-mail address where left out')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).default('viewer'))
    .action(async (email: string, options) =>
      done(await addUserCommand(email, options as never, env, print)),
    );
  on(user, 'list', 'list who may sign in')
    .option('--json', 'print JSON')
    .action(async (options) => done(await listUsersCommand(options as never, env, print)));
  on(user, 'disable', 'sign somebody out everywhere, and keep them out')
    .argument('<email>')
    .action(async (email: string, options) =>
      done(await disableUserCommand(email, options as never, env, print)),
    );
  on(user, 'password', 'set a new password, which is asked for, or read from standard input')
    .argument('<email>')
    .action(async (email: string, options) =>
      done(await userPasswordCommand(email, options as never, env, print)),
    );
  on(user, 'setup-link', 'print a link on which somebody sets their password, once')
    .argument('[email]', 'of a user; without it a link for the first owner')
    .action(async (email: string | undefined, options) =>
      done(await setUpLinkCommand(email, options as never, env, print)),
    );
  on(secrets, 'rotate', 'bring all stored secrets under the key in SEGUE_SECRET_KEY').action(
    async (options) => done(await rotateSecretsCommand(options as never, env, print)),
  );
}
