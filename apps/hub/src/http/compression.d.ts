/** @types/compression would bring the types of Express, which those of Nest then take in place of Node's. */
declare module 'compression' {
  import type { Middleware } from './exchange.js';
  export default function compression(): Middleware;
}
