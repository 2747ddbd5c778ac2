import { defineTemplate } from '../define-template.js';
import { duration, event, integer } from '../parameters.js';
import { atLeast, did, last } from '../rule-json.js';

const CATEGORY = 'experience';

export const rageClicks = defineTemplate({
  key: 'rage-clicks',
  title: 'Rage clicks',
  description: 'People who hit the same place in anger because nothing happened.',
  category: CATEGORY,
  parameters: {
    // No spec names it: these are what session recorders send.
    clickEvent: event('Event of a rage click', ['Rage Click', 'Rage Clicked', '$rageclick']),
    clicks: integer('Times, at least', 1),
    within: duration('In the last', '7d'),
  },
  rule: ({ clickEvent, clicks, within }) =>
    did(clickEvent, { ...last(within), ...atLeast(clicks) }),
});

export const errorAffectedUsers = defineTemplate({
  key: 'error-affected-users',
  title: 'Error-affected users',
  description: 'People who ran into errors or whose app crashed.',
  category: CATEGORY,
  parameters: {
    errorEvent: event('Event of an error', ['Error Occurred', 'Application Crashed']),
    errors: integer('Errors, at least', 1),
    within: duration('In the last', '7d'),
  },
  rule: ({ errorEvent, errors, within }) =>
    did(errorEvent, { ...last(within), ...atLeast(errors) }),
});

export const experienceTemplates = [rageClicks, errorAffectedUsers];
