export { ga4 } from './ga4.source.js';
export { Ga4Settings, UserReportSettings } from './ga4.settings.js';
