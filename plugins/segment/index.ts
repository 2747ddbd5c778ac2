export { segment, SegmentSettings } from './segment.source.js';
