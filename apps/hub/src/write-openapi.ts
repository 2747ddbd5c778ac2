import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { describeApi } from './http/describe-api.js';

const [path] = process.argv.slice(2);
const document = `${JSON.stringify(await describeApi(), null, 2)}\n`;

if (path === undefined) process.stdout.write(document);
else await writeFile(path, document);
