import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTs, { astToString } from 'openapi-typescript';
import { build } from 'vite';
import { checkSize } from './check-size.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = new URL('../src/api/generated/', import.meta.url);
const document = new URL('openapi.json', generated);
const describeApi = fileURLToPath(new URL('../../hub/dist/write-openapi.js', import.meta.url));

/** The types of the API, from what the hub says of itself. */
async function generateTypes() {
  await mkdir(generated, { recursive: true });
  await promisify(execFile)(process.execPath, [describeApi, fileURLToPath(document)]);
  const types = astToString(await openapiTs(document));
  await writeFile(new URL('schema.d.ts', generated), types);
}

await generateTypes();
if (!process.argv.includes('--types')) {
  await build({ root, logLevel: 'warn' });
  await checkSize(new URL('../dist/', import.meta.url));
}
