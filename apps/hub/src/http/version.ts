import { createRequire } from 'node:module';

/** Of the hub, from its package.json: two folders up from the sources as well as from what is built. */
export const { version: VERSION } = createRequire(import.meta.url)('../../package.json') as {
  readonly version: string;
};
