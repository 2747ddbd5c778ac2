import { register } from 'node:module';

register('../support/ts-loader.mjs', import.meta.url);
const { demo } = await import('./demo.ts');
process.exitCode = await demo(process.argv.slice(2));
