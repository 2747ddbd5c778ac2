import { Injectable } from '@nestjs/common';
import { decrypt, encrypt, keyIdOf, parseSecretKey, type SecretKey } from './cipher.js';
import {
  SecretKeyInvalidError,
  SecretKeyMissingError,
  SecretUnreadableError,
} from './secret-errors.js';

/** Seals what is secret before it is stored, and opens it where it is used. */
@Injectable()
export class Secrets {
  /** @param previous  can still be opened with, but nothing new is sealed with it */
  constructor(
    private readonly current: SecretKey | undefined,
    private readonly previous: SecretKey | undefined = undefined,
  ) {}

  /** `SEGUE_SECRET_KEY` and `SEGUE_SECRET_KEY_PREVIOUS`. @throws SecretKeyInvalidError */
  static from(env: Readonly<Record<string, string | undefined>>): Secrets {
    return new Secrets(keyFrom(env, 'SEGUE_SECRET_KEY'), keyFrom(env, 'SEGUE_SECRET_KEY_PREVIOUS'));
  }

  /** Whether secrets can be stored. */
  get canSeal(): boolean {
    return this.current !== undefined;
  }

  /** @throws SecretKeyMissingError */
  seal(plain: string): string {
    if (!this.current) throw new SecretKeyMissingError();
    return encrypt(this.current, plain);
  }

  /** @throws SecretUnreadableError */
  open(sealed: string): string {
    const id = keyIdOf(sealed);
    const key = [this.current, this.previous].find((known) => known && known.id === id);
    if (!key) throw new SecretUnreadableError();
    try {
      return decrypt(key, sealed);
    } catch (cause) {
      throw new SecretUnreadableError({ cause });
    }
  }

  /** The same secret under the current key; what is under it already comes back as it is. */
  reseal(sealed: string): string {
    if (this.current && keyIdOf(sealed) === this.current.id) return sealed;
    return this.seal(this.open(sealed));
  }
}

function keyFrom(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
): SecretKey | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const key = parseSecretKey(text);
  if (!key) throw new SecretKeyInvalidError(variable);
  return key;
}
