import { defineTemplate } from '../define-template.js';
import { duration, event, trait } from '../parameters.js';
import { all, did, last, not } from '../rule-json.js';

const CATEGORY = 'trial';

const conversion = () =>
  event('Event of a paid subscription', 'Subscription Started', { isExclusion: true });
const trialEnd = () => trait('Trait with the end of the trial', 'trialEndsAt');

export const newTrialUsers = defineTemplate({
  key: 'new-trial-users',
  title: 'New trial users',
  description: 'People who started their first trial in the last days.',
  category: CATEGORY,
  parameters: {
    trialEvent: event('Event of a started trial', 'Trial Started'),
    within: duration('Started in the last', '7d'),
  },
  rule: ({ trialEvent, within }) => did(trialEvent, { occurrence: 'first', ...last(within) }),
});

export const trialEndingSoon = defineTemplate({
  key: 'trial-ending-soon',
  title: 'Trial ending soon',
  description: 'People whose trial ends in the next days and who have not subscribed.',
  category: CATEGORY,
  parameters: {
    endTrait: trialEnd(),
    within: duration('Ends in the next', '3d'),
    conversionEvent: conversion(),
  },
  rule: ({ endTrait, within, conversionEvent }) =>
    all({ trait: endTrait, op: 'withinNext', value: within }, not(did(conversionEvent))),
});

export const expiredTrials = defineTemplate({
  key: 'expired-trials',
  title: 'Expired trials',
  description: 'People whose trial ended lately and who have not subscribed.',
  category: CATEGORY,
  parameters: {
    endTrait: trialEnd(),
    within: duration('Ended in the last', '30d'),
    conversionEvent: conversion(),
  },
  rule: ({ endTrait, within, conversionEvent }) =>
    all({ trait: endTrait, op: 'withinLast', value: within }, not(did(conversionEvent))),
});

export const trialTemplates = [newTrialUsers, trialEndingSoon, expiredTrials];
