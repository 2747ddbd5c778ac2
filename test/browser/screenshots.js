import { register } from 'node:module';

register('../support/ts-loader.mjs', import.meta.url);
const { takeScreenshots } = await import('./screenshots.ts');
process.exitCode = await takeScreenshots(process.argv.slice(2));
