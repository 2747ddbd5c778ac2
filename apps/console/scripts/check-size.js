import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

/** Of compressed JavaScript, before anything is seen. */
const MOST_BYTES = 350 * 1024;

/**
 * Adds up what a browser has to load for any page: the entry and all that it imports.
 *
 * @throws when that is too much
 */
export async function checkSize(dist) {
  const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));
  const names = new Set();
  const add = (name) => {
    if (names.has(name)) return;
    names.add(name);
    (manifest[name].imports ?? []).forEach(add);
  };
  Object.keys(manifest)
    .filter((name) => manifest[name].isEntry)
    .forEach(add);
  let bytes = 0;
  for (const name of names) {
    bytes += gzipSync(await readFile(new URL(manifest[name].file, dist))).length;
  }
  const kilobytes = `${Math.round(bytes / 1024)} kB of JavaScript, compressed`;
  if (bytes > MOST_BYTES) {
    throw new Error(`the console loads ${kilobytes}: more than ${MOST_BYTES / 1024} kB`);
  }
  console.log(`console: ${kilobytes}, at first`);
}
