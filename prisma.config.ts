import { defineConfig } from 'prisma/config';

// `prisma generate` only checks that this file exists; the schema engine itself is the WebAssembly one,
// which the hub runs in process (see apps/hub/src/database/migrate.ts). Nothing is downloaded.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
