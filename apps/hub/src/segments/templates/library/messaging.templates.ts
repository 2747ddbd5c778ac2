import { defineTemplate } from '../define-template.js';
import { duration, event, integer, percent, text, trait } from '../parameters.js';
import { all, atLeast, did, didWithout, last, not } from '../rule-json.js';

const CATEGORY = 'messaging';

const reading = () => event('What counts as reading', ['Email Opened', 'Email Link Clicked']);

export const recentSubscribers = defineTemplate({
  key: 'recent-subscribers',
  title: 'Recent subscribers',
  description: 'People who subscribed to your newsletter lately and have not left it since.',
  category: CATEGORY,
  parameters: {
    subscribeEvent: event('Event of a subscription', ['Newsletter Subscribed', 'Subscribed']),
    unsubscribeEvent: event('Event of leaving', 'Unsubscribed', { isExclusion: true }),
    within: duration('In the last', '14d'),
  },
  rule: ({ subscribeEvent, unsubscribeEvent, within }) =>
    didWithout(subscribeEvent, unsubscribeEvent, within),
});

export const engagedEmailReaders = defineTemplate({
  key: 'engaged-email-readers',
  title: 'Engaged e-mail readers',
  description: 'People who open your e-mails and click in them.',
  category: CATEGORY,
  parameters: {
    readEvent: reading(),
    times: integer('Times, at least', 3),
    within: duration('In the last', '90d'),
  },
  rule: ({ readEvent, times, within }) => did(readEvent, { ...last(within), ...atLeast(times) }),
});

export const unengagedEmailReaders = defineTemplate({
  key: 'unengaged-email-readers',
  title: 'Unengaged e-mail readers',
  description: 'People who get your e-mails and neither open them nor click in them.',
  category: CATEGORY,
  parameters: {
    deliveryEvent: event('Event of an e-mail that arrived', 'Email Delivered'),
    deliveries: integer('E-mails, at least', 5),
    readEvent: { ...reading(), isExclusion: true },
    within: duration('In the last', '90d'),
  },
  rule: ({ deliveryEvent, deliveries, readEvent, within }) =>
    all(
      did(deliveryEvent, { ...last(within), ...atLeast(deliveries) }),
      not(did(readEvent, last(within))),
    ),
});

export const reachableByEmail = defineTemplate({
  key: 'reachable-by-email',
  title: 'Reachable by e-mail',
  description: 'People with an e-mail address who agreed to be written to.',
  category: CATEGORY,
  parameters: { channel: text('Channel of the consent', 'email') },
  needs: ({ channel }) => [
    { kind: 'identifier', anyOf: ['email'], isRequired: true },
    { kind: 'consent', anyOf: [channel], parameter: 'channel', isRequired: true },
  ],
  rule: ({ channel }) =>
    all({ identifier: 'email', op: 'exists' }, { consent: channel, is: 'granted' }),
});

export const birthdayNextWeek = defineTemplate({
  key: 'birthday-next-week',
  title: 'Birthday next week',
  description: 'People who have their birthday today or in the next days.',
  category: CATEGORY,
  parameters: {
    birthdayTrait: trait('Trait with the date of birth', 'birthday'),
    days: integer('Days from today', 7, { minimum: 1, maximum: 366 }),
  },
  rule: ({ birthdayTrait, days }) => ({
    trait: birthdayTrait,
    op: 'anniversaryWithinNext',
    value: `${days}d`,
  }),
});

export const randomSample = defineTemplate({
  key: 'random-sample',
  title: 'Random sample',
  description: 'A share of all people by chance, always the same ones: for tests and hold-outs.',
  category: 'sampling',
  parameters: { share: percent('Share of all people, in %', 10) },
  rule: ({ share }) => ({ bucket: { from: 0, to: share } }),
});

export const messagingTemplates = [
  recentSubscribers,
  engagedEmailReaders,
  unengagedEmailReaders,
  reachableByEmail,
  birthdayNextWeek,
  randomSample,
];
