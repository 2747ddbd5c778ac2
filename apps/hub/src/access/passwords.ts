import { hash, verify } from '@node-rs/argon2';
import { PasswordError } from './access-errors.js';

const FEWEST_CHARACTERS = 12;
const MOST_CHARACTERS = 200;

/** Argon2id, the library's default. Source: OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of a password that nobody has: what an account is compared with that is not there. */
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

export const hashPassword = (password: string): Promise<string> => hash(password, COST);

/** Takes as long where there is no hash. */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
): Promise<boolean> {
  const isRight = await verify(passwordHash ?? NOBODYS, password);
  return passwordHash !== null && isRight;
}

/** @throws PasswordError for one that is guessed too easily */
export function checkNewPassword(password: string, email: string): void {
  const length = [...password].length;
  if (length < FEWEST_CHARACTERS) {
    throw new PasswordError(`must have at least ${FEWEST_CHARACTERS} characters`);
  }
  if (length > MOST_CHARACTERS) {
    throw new PasswordError(`must have at most ${MOST_CHARACTERS} characters`);
  }
  if (new Set(password).size < FEWEST_CHARACTERS / 2) {
    throw new PasswordError('must not repeat a few characters');
  }
  const [name = ''] = email.split('@');
  if (name.length > 3 && password.toLowerCase().includes(name.toLowerCase())) {
    throw new PasswordError('must not have your e-mail address in it');
  }
}
