export { mailchimp } from './mailchimp.destination.js';
export { MailchimpAudience, MailchimpSettings } from './mailchimp.settings.js';
