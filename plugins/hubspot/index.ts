export { hubspot } from './hubspot.source.js';
