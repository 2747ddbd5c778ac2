import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;
const SHOWN_CHARACTERS = 8;

/** 256 random bits, as text that fits into a cookie, a header and a URL. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What is stored instead of a token. Of 256 random bits, so that a fast hash will do. */
export const hashToken = (token: string): string =>
  createHash('sha256').update(token).digest('hex');

/** Compares in a time that says nothing about where two texts differ. */
export const isSameText = (one: string, other: string): boolean =>
  timingSafeEqual(
    createHash('sha256').update(one).digest(),
    createHash('sha256').update(other).digest(),
  );

/** What requests of a session that change something have to present: only who can read our answers knows it. */
export const csrfTokenOf = (sessionToken: string): string =>
  createHmac('sha256', sessionToken).update('segue:csrf').digest('base64url');

export const API_KEY_PREFIX = 'sk_';

export const newApiKey = (): string => `${API_KEY_PREFIX}${newToken()}`;

/** The beginning of an API key, by which people know it; the rest has more than 200 random bits. */
export const shownPrefix = (key: string): string =>
  key.slice(0, API_KEY_PREFIX.length + SHOWN_CHARACTERS);
