import { createHash } from 'node:crypto';

/** SHA-256: write keys are random and long, so that no salt is needed and they can be looked up. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');
