import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** 32 bytes, and the name under which sealed texts refer to them. */
export interface SecretKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const VERSION = 'v1';
const KEY_BYTES = 32;
/** Source: NIST SP 800-38D, section 8.2: random nonces of 96 bits. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @returns undefined for what is not 32 bytes in base64, base64url or hex */
export function parseSecretKey(text: string): SecretKey | undefined {
  const trimmed = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : Buffer.from(/^[\w+/-]{43}=?$/.test(trimmed) ? trimmed : '', 'base64');
  if (bytes.length !== KEY_BYTES) return undefined;
  const id = createHash('sha256').update('segue:key-id:').update(bytes).digest('hex').slice(0, 8);
  return { id, bytes };
}

/** `v1.<key id>.<nonce>.<text and tag>`, the latter two in base64url. Two of the same text differ. */
export function encrypt({ id, bytes }: SecretKey, plain: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(`${VERSION}.${id}`));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

/** @returns undefined where it is no sealed text */
export const keyIdOf = (sealed: string): string | undefined =>
  /^v1\.([0-9a-f]{8})\.[\w-]{16}\.[\w-]{22,}$/.exec(sealed)?.[1];

/** @throws Error when the text was changed, or was sealed with another key */
export function decrypt({ id, bytes }: SecretKey, sealed: string): string {
  const [, , nonce = '', body = ''] = sealed.split('.');
  const data = Buffer.from(body, 'base64url');
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv(ALGORITHM, bytes, Buffer.from(nonce, 'base64url'), options);
  decipher.setAAD(Buffer.from(`${VERSION}.${id}`));
  decipher.setAuthTag(data.subarray(-TAG_BYTES));
  const plain = Buffer.concat([decipher.update(data.subarray(0, -TAG_BYTES)), decipher.final()]);
  return plain.toString('utf8');
}
