import { PasswordError } from '../access/access-errors.js';
import { AuditTrail } from '../access/audit/audit-trail.js';
import { ROLES, type Role } from '../access/right.js';
import { SecretRotation } from '../access/secrets/secret-rotation.js';
import { SetUpService, setUpUrl } from '../access/set-up.service.js';
import { UserService } from '../access/user.service.js';
import { HubConfig } from '../runtime/hub-config.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import { table } from './format.js';
import { withHub, type Environment } from './open-hub.js';
import { readPassword } from './read-password.js';

type Print = (text: string) => void;

interface Options {
  readonly config: string;
}

const DEFAULT_URL = 'http://localhost:3000';

export async function addUserCommand(
  email: string,
  { config, name, role }: Options & { readonly name?: string; readonly role: string },
  env: Environment,
  print: Print,
): Promise<number> {
  if (!isRole(role)) {
    print(`--role must be one of ${ROLES.join(', ')}`);
    return EXIT.unusable;
  }
  const password = await readPassword(`Password of ${email}: `);
  const command = { action: 'change', name: 'segue user add' } as const;
  return withAudited(command, config, env, async (hub) => {
    const input = { email, name: name ?? email, role, password };
    const user = await orPasswordProblem(hub.get(UserService).add(input), print);
    if (!user) return EXIT.unusable;
    print(`${user.email} can sign in as ${role}`);
    return EXIT.ok;
  });
}

export async function listUsersCommand(
  { config, json }: Options & { readonly json?: boolean },
  env: Environment,
  print: Print,
): Promise<number> {
  return withHub(config, env, async (hub) => {
    const users = await hub.get(UserService).list();
    if (json) {
      print(JSON.stringify({ users }));
      return EXIT.ok;
    }
    const rows = users.map(({ email, name, role, isDisabled, lastSignInAt }) => [
      email,
      name,
      role,
      isDisabled ? 'disabled' : '',
      lastSignInAt?.toISOString() ?? 'never',
    ]);
    print(table(['e-mail', 'name', 'role', '', 'last sign-in'], rows));
    return EXIT.ok;
  });
}

export async function disableUserCommand(
  email: string,
  { config }: Options,
  env: Environment,
  print: Print,
): Promise<number> {
  const command = { action: 'change', name: 'segue user disable' } as const;
  return withAudited(command, config, env, async (hub) => {
    const users = hub.get(UserService);
    const { id } = await users.getByEmail(email);
    await users.edit(id, { isDisabled: true });
    print(`${email} is signed out and cannot sign in`);
    return EXIT.ok;
  });
}

export async function userPasswordCommand(
  email: string,
  { config }: Options,
  env: Environment,
  print: Print,
): Promise<number> {
  const password = await readPassword(`New password of ${email}: `);
  const command = { action: 'change', name: 'segue user password' } as const;
  return withAudited(command, config, env, async (hub) => {
    const users = hub.get(UserService);
    const { id } = await users.getByEmail(email);
    const edited = await orPasswordProblem(users.edit(id, { password }), print);
    if (!edited) return EXIT.unusable;
    print(`${email} has a new password, and is signed out everywhere`);
    return EXIT.ok;
  });
}

/** @param email of a user; undefined: a link for the first owner */
export async function setUpLinkCommand(
  email: string | undefined,
  { config }: Options,
  env: Environment,
  print: Print,
): Promise<number> {
  const command = { action: 'change', name: 'segue user setup-link' } as const;
  return withAudited(command, config, env, async (hub) => {
    const setUps = hub.get(SetUpService);
    const user = email === undefined ? undefined : await hub.get(UserService).getByEmail(email);
    const link = user ? await setUps.linkFor(user) : await setUps.linkForFirstOwner();
    if (!link) {
      print('There are users already: name one of them for a link on which they set a password');
      return EXIT.unusable;
    }
    const { server } = hub.get(HubConfig).config;
    print(setUpUrl(link, server?.url ?? DEFAULT_URL));
    print(`valid once, until ${link.expiresAt.toISOString()}`);
    return EXIT.ok;
  });
}

export async function rotateSecretsCommand(
  { config }: Options,
  env: Environment,
  print: Print,
): Promise<number> {
  const command = { action: 'change', name: 'segue secrets rotate' } as const;
  return withAudited(command, config, env, async (hub) => {
    const { secrets, resealed } = await hub.get(SecretRotation).rotate();
    hub.get(AuditTrail).note({ after: { secrets, resealed } });
    print(`${secrets} stored, ${resealed} brought under the key in SEGUE_SECRET_KEY`);
    return EXIT.ok;
  });
}

const isRole = (text: string): text is Role => ROLES.some((role) => role === text);

async function orPasswordProblem<T>(work: Promise<T>, print: Print): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof PasswordError)) throw error;
    print(error.message);
    return undefined;
  }
}
