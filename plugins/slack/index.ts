export * from './slack.destination.js';
export * from './slack.settings.js';
