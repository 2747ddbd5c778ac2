import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NOW } from '@segue/sdk/testing';
import { KeyFileError, parseServiceAccount, signAssertion } from './service-account.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
const keyFile = {
  type: 'service_account',
  private_key_id: 'key-1',
  private_key: pem,
  client_email: 'segue@acme.iam.gserviceaccount.com',
};
const decode = (part = '') =>
  JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;

describe('parseServiceAccount', () => {
  it.each([
    ['an object', keyFile],
    ['text', JSON.stringify(keyFile)],
    [
      'an object whose line breaks are written out',
      { ...keyFile, private_key: JSON.stringify(pem).slice(1, -1) },
    ],
  ])('reads a key file given as %s', (_, value) => {
    const account = parseServiceAccount(value);

    expect(account).toMatchObject({ clientEmail: keyFile.client_email, keyId: 'key-1' });
    expect(account.privateKey.equals(privateKey)).toBe(true);
  });

  it.each([
    ['no JSON', `${JSON.stringify(keyFile)}}`, /is not JSON/],
    ['a path', '/secrets/key.json', /is not JSON/],
    ['a list', [keyFile], /content of the JSON key file/],
    ['nothing', undefined, /content of the JSON key file/],
    ['an OAuth client', { ...keyFile, type: 'authorized_user' }, /not of an OAuth client/],
    ['without an address', { ...keyFile, client_email: undefined }, /"client_email"/],
    ['without a key', { ...keyFile, private_key: undefined }, /"private_key"/],
    ['with half a key', { ...keyFile, private_key: pem.slice(0, 400) }, /RSA key in PEM/],
    [
      'with another kind of key',
      {
        ...keyFile,
        private_key: generateKeyPairSync('ed25519').privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }),
      },
      /RSA key in PEM/,
    ],
  ])('refuses what is %s', (_, value, problem) => {
    expect(() => parseServiceAccount(value)).toThrow(KeyFileError);
    expect(() => parseServiceAccount(value)).toThrow(problem);
  });
});

describe('signAssertion', () => {
  it('claims one hour of reading for the service account', () => {
    const [header, claims] = signAssertion(parseServiceAccount(keyFile), NOW).split('.');

    expect(decode(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    expect(decode(claims)).toEqual({
      iss: 'segue@acme.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/analytics.readonly',
      aud: 'https://oauth2.googleapis.com/token',
      iat: NOW.getTime() / 1000,
      exp: NOW.getTime() / 1000 + 3600,
    });
  });

  it('is signed with the private key', () => {
    const [header, claims, signature = ''] = signAssertion(parseServiceAccount(keyFile), NOW).split(
      '.',
    );

    const signed = Buffer.from(`${header}.${claims}`);

    expect(verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  });
});
