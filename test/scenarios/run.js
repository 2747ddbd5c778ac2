import { register } from 'node:module';

register('../support/ts-loader.mjs', import.meta.url);
const { runOnBoth } = await import('./run-on-both.ts');
process.exitCode = await runOnBoth(process.argv.slice(2));
