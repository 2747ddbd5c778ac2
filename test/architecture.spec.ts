import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/**
 * Who may import what: the first row whose folder matches a file decides. The core defines the contract; plugins see only
 * `@segue/sdk`; the core sees plugins only through the contract, in one list.
 */
const LAYERS: readonly { readonly files: RegExp; readonly may: RegExp }[] = [
  { files: /\.spec\.ts$|^test\/|\/testing\//, may: /./ },
  { files: /^plugins\/sdk\//, may: /^(\.|node:|axios$|class-validator$|p-queue$)/ },
  { files: /^plugins\/file\//, may: /^(\.\/|node:|class-validator$|@segue\/sdk$|csv-parse)/ },
  { files: /^plugins\//, may: /^(\.\/|node:|class-validator$|@segue\/sdk$)/ },
  { files: /^apps\/hub\/src\/plugins\/bundled\.ts$/, may: /^@segue\/(sdk|plugin-[a-z0-9]+)$/ },
  // The console knows the hub by its API alone; its pages are independent of each other; what decides is pure.
  { files: /^apps\/console\/src\/(rules|format)\//, may: /^(\.\/|\.\.\/format\/|yaml$|diff$)/ },
  {
    files: /^apps\/console\/src\/pages\//,
    may: /^(\.\.?\/[a-z-]+$|\.\/|(\.\.\/){1,3}(api|builder|components|format|live|rules|runs|schedules|schema-form|shell)\/|@mantine\/|@tanstack\/|@tabler\/|react$|recharts$|yaml$)/,
  },
  {
    files: /^apps\/console\//,
    may: /^(\.\.?\/(?!\.\.\/\.\.)|@mantine\/|@tanstack\/|@tabler\/|@vitejs\/|openapi-|react(-dom\/client|-querybuilder)?$|recharts$|vite$|yaml$)/,
  },
  // Pure functions at the bottom: without a framework, a database or a file.
  { files: /^apps\/hub\/src\/segments\/rules\//, may: /^\.\/[a-z.-]+$/ },
  {
    files: /^apps\/hub\/src\/segments\/compile\//,
    may: /^(\.\/[a-z.-]+|\.\.\/rules\/[a-z.-]+|\.\.\/\.\.\/database\/(database|generated\/client)\.js)$/,
  },
  {
    files: /^apps\/hub\/src\/identity\//,
    may: /^(\.\/|@segue\/sdk$|class-validator$|libphonenumber-js)/,
  },
  {
    files: /^apps\/hub\/src\/database\//,
    may: /^(\.\/|node:|@nestjs\/common$|@prisma\/|@electric-sql\/pglite$|pglite-prisma-adapter$)/,
  },
  { files: /^apps\/hub\/src\/outgoing\//, may: /^(\.\/|node:|@segue\/sdk$)/ },
  // Made-up people are drawn, and nothing else.
  {
    files: /^apps\/hub\/src\/demo\/(?!.*\.service\.ts$)/,
    may: /^(\.\/(?!.*\.service\.js$)|@segue\/sdk$|class-validator$)/,
  },
  // SQL is in repositories; they know nothing of the services above them.
  {
    files: /\.repository\.ts$/,
    may: /^((?!.*\.(service|controller)\.js)\.|node:|@nestjs\/common$|@segue\/sdk$)/,
  },
  {
    files: /\.service\.ts$/,
    may: /^((?!.*(\.controller|\/cli\/|\/http\/).*)\.|node:|@nestjs\/|@segue\/sdk$)/,
  },
  {
    files: /^apps\/hub\//,
    may: /^(\.|node:|@nestjs\/|@segue\/sdk$|class-validator$|class-transformer$|reflect-metadata$|rxjs|express$|compression$|pino$|@node-rs\/argon2$|cookie$|helmet$|openid-client$|rate-limiter-flexible$|yaml$|cron-parser$|cronstrue$|commander$|cli-table3$)/,
  },
];

const sources = ['apps', 'plugins', 'test'].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => join(root, file))
    .filter((file) => /\.tsx?$/.test(file) && !/node_modules|\/dist\/|\/generated\//.test(file)),
);

const IMPORT =
  /^(?:(?:import|export) [^'"]*?from |\} from |import )'([^']+)';$|\bimport\(\s*'([^']+)'/gm;

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => (match[1] ?? match[2])!);

describe('architecture', () => {
  it('finds the sources', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(importsOf('test/architecture.spec.ts')).toContain('node:fs');
  });

  it.each(sources)('%s imports only what its layer may', (file) => {
    const layer = LAYERS.find(({ files }) => files.test(file));

    expect(importsOf(file).filter((name) => !layer?.may.test(name))).toEqual([]);
  });

  it('lets those who answer somebody see segments through SegmentVisibility alone', () => {
    const reading = sources.filter(
      (file) =>
        file.startsWith('apps/hub/src/') &&
        !/\.spec\.ts$|\/testing\/|^apps\/hub\/src\/scenarios\//.test(file) &&
        /\bSegmentRepository\b/.test(readFileSync(file, 'utf8')),
    );

    // Those that keep the segments, and those that need numbers or uses of segments that were found through it.
    expect(reading.map((file) => file.replace('apps/hub/src/', '')).sort()).toEqual([
      'hub/apply-config.service.ts',
      'hub/hub.module.ts',
      'profiles/people-of-connection.service.ts',
      'runs/run-view.service.ts',
      'segments/compare/overlap.service.ts',
      'segments/evaluation.service.ts',
      'segments/explain/explain.service.ts',
      'segments/list/segment-figures.service.ts',
      'segments/list/segment-list.service.ts',
      'segments/preview.service.ts',
      'segments/segment-owners.service.ts',
      'segments/segment-usage.service.ts',
      'segments/segment-visibility.service.ts',
      'segments/segment.repository.ts',
      'segments/segment.service.ts',
      'status/restricted-syncs.service.ts',
      'syncs/unsettled.service.ts',
      'workspace/workspace.service.ts',
    ]);
  });

  it('has SQL in repositories, the compiler and services that run a transaction, nowhere else', () => {
    const withSql = sources.filter(
      (file) =>
        file.startsWith('apps/hub/src/') &&
        !/\.spec\.ts$|\.repository\.ts$|\.service\.ts$|\/database\/|\/compile\//.test(file) &&
        /\$(queryRaw|executeRaw)/.test(readFileSync(file, 'utf8')),
    );

    expect(withSql).toEqual([]);
  });
});
