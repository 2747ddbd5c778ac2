export { file } from './file.source.js';
export { FileSettings } from './settings.js';
