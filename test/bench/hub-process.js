import { register } from 'node:module';

register('../support/ts-loader.mjs', import.meta.url);
const { runHub } = await import('./hub-process.ts');
await runHub(process.argv[2]);
