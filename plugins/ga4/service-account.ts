import { createPrivateKey, createSign, type KeyObject } from 'node:crypto';
import { isObject } from './answer.js';

/** Enough to read reports, audiences and audience exports. */
const SCOPE = 'https://www.googleapis.com/auth/analytics.readonly';

/** Google is the audience of the assertion, also when a proxy carries it there. */
const AUDIENCE = 'https://oauth2.googleapis.com/token';

/** The longest life of an assertion that Google takes. */
const LIFETIME_S = 3600;

export interface ServiceAccount {
  readonly clientEmail: string;
  readonly privateKey: KeyObject;
  readonly keyId?: string;
}

/** Why a value is no service account key. The message never holds any part of the value. */
export class KeyFileError extends Error {}

/**
 * Reads the JSON key file of a service account, given as its text or as the object in it. Line breaks of the private key
 * may be written as `\n`, as they are after a trip through an environment variable.
 *
 * @throws KeyFileError
 */
export function parseServiceAccount(value: unknown): ServiceAccount {
  const file = typeof value === 'string' ? parseJson(value) : value;
  if (!isObject(file)) throw new KeyFileError('must be the content of the JSON key file');
  const { type = 'service_account', client_email, private_key, private_key_id } = file;
  if (type !== 'service_account') {
    throw new KeyFileError(
      'must be the key of a service account, not of an OAuth client or a user',
    );
  }
  if (typeof client_email !== 'string' || !client_email.includes('@')) {
    throw new KeyFileError('must be a JSON key file with a "client_email"');
  }
  if (typeof private_key !== 'string') {
    throw new KeyFileError('must be a JSON key file with a "private_key"');
  }
  return {
    clientEmail: client_email,
    privateKey: parsePrivateKey(private_key),
    ...(typeof private_key_id === 'string' ? { keyId: private_key_id } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new KeyFileError('must be the content of the JSON key file: the text is not JSON');
  }
}

function parsePrivateKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // The reason would name OpenSSL's internals, not what to do.
  }
  throw new KeyFileError('must be a JSON key file whose "private_key" is an RSA key in PEM');
}

/**
 * The JSON Web Token that Google exchanges for an access token.
 *
 * Source: https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export function signAssertion(account: ServiceAccount, at: Date): string {
  const iat = Math.floor(at.getTime() / 1000);
  const kid = account.keyId === undefined ? {} : { kid: account.keyId };
  const claims = {
    iss: account.clientEmail,
    scope: SCOPE,
    aud: AUDIENCE,
    iat,
    exp: iat + LIFETIME_S,
  };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT', ...kid })}.${encode(claims)}`;
  const signature = createSign('RSA-SHA256').update(signed).sign(account.privateKey, 'base64url');
  return `${signed}.${signature}`;
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
