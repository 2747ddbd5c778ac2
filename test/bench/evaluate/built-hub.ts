import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

/** The dialect of support/ts-loader.mjs, without what only debugging needs. */
const OPTIONS = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
  swcrc: false,
  configFile: false,
} as const;

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What a process with the hub is made of. */
const SOURCES = ['apps/hub/src', 'test/bench/evaluate', 'test/bench', 'test/support/vendors'];
const LINKS = [
  'node_modules',
  'prisma',
  'package.json',
  'apps/hub/node_modules',
  'apps/hub/package.json',
];

export interface BuiltHub {
  /** Of the built form of a TypeScript file of this repository. @param path from the root on */
  pathOf(path: string): string;
  remove(): Promise<void>;
}

/**
 * Builds the sources as they are now into a folder of their own, in the manner of `npm run build`: the process that is measured
 * has no compiler in it, and does not change when somebody edits or builds at the same time. The plugins are those that were built
 * last.
 */
export async function buildHub(): Promise<BuiltHub> {
  const folder = await mkdtemp(join(tmpdir(), 'segue-bench-hub-'));
  for (const source of SOURCES) {
    const isWhole = source.startsWith('apps/');
    const names = await readdir(join(ROOT, source), { recursive: isWhole, encoding: 'utf8' });
    const files = names.filter(
      (name) => name.endsWith('.ts') && !/\.spec\.ts$|(^|\/)testing\//.test(name),
    );
    for (const name of files) await build(join(source, name), folder);
  }
  for (const link of LINKS) await symlink(join(ROOT, link), join(folder, link));
  return {
    pathOf: (path) => join(folder, path.replace(/\.ts$/, '.js')),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function build(path: string, folder: string): Promise<void> {
  const filename = join(ROOT, path);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    ...OPTIONS,
    filename,
  });
  const target = join(folder, path.replace(/\.ts$/, '.js'));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}
