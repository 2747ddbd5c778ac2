import { register } from 'node:module';

register('../support/ts-loader.mjs', import.meta.url);
const { bench } = await import('./bench.ts');
process.exitCode = await bench(process.argv.slice(2));
