import { defineTemplate } from '../define-template.js';
import { duration, integer } from '../parameters.js';
import { all, atLeast, did, last, mustBeLonger, not } from '../rule-json.js';
import { activity } from './common-parameters.js';

const CATEGORY = 'lifecycle';

export const newUsers = defineTemplate({
  key: 'new-users',
  title: 'New users',
  description: 'People whom you got to know in the last days, by whatever source.',
  category: CATEGORY,
  parameters: { within: duration('Known for at most', '7d') },
  rule: ({ within }) => ({ firstSeen: { last: within } }),
});

export const returningUsers = defineTemplate({
  key: 'returning-users',
  title: 'Returning users',
  description: 'People who first visited a while ago and came again in the last days.',
  category: CATEGORY,
  parameters: {
    activityEvent: activity(),
    within: duration('Came again in the last', '7d'),
    newFor: duration('First visit longer ago than', '30d'),
  },
  // A first visit in the last days must not count as the return.
  check: (p) => (p.within === p.newFor ? [] : mustBeLonger(p, 'newFor', 'within')),
  rule: ({ activityEvent, within, newFor }) =>
    all(
      did(activityEvent, last(within)),
      not(did(activityEvent, { occurrence: 'first', ...last(newFor) })),
    ),
});

export const reactivatedUsers = defineTemplate({
  key: 'reactivated-users',
  title: 'Reactivated users',
  description: 'Former visitors who stayed away for a long time and are back.',
  category: CATEGORY,
  parameters: {
    activityEvent: activity(),
    within: duration('Back in the last', '7d'),
    awaySince: duration('Before that, away since', '90d'),
  },
  check: (p) => mustBeLonger(p, 'awaySince', 'within'),
  rule: ({ activityEvent, within, awaySince }) =>
    all(
      did(activityEvent, last(within)),
      not(did(activityEvent, { within: { between: [awaySince, within] } })),
      not(did(activityEvent, { occurrence: 'first', ...last(awaySince) })),
    ),
});

export const possibleChurn = defineTemplate({
  key: 'possible-churn',
  title: 'Possible churn',
  description: 'People who came regularly until lately and have been quiet since.',
  category: CATEGORY,
  parameters: {
    activityEvent: activity(),
    visits: integer('Visits before, at least', 3),
    activeSince: duration('Looking back', '60d'),
    quietFor: duration('Quiet for', '14d'),
  },
  check: (p) => mustBeLonger(p, 'activeSince', 'quietFor'),
  rule: ({ activityEvent, visits, activeSince, quietFor }) =>
    all(
      did(activityEvent, { within: { between: [activeSince, quietFor] }, ...atLeast(visits) }),
      not(did(activityEvent, last(quietFor))),
    ),
});

export const oneTimeVisitors = defineTemplate({
  key: 'one-time-visitors',
  title: 'One-time visitors',
  description: 'People who visited for the first time lately, on a single day, and not again.',
  category: CATEGORY,
  parameters: {
    activityEvent: activity(),
    days: integer('First visit in the last … days', 30, { minimum: 1, maximum: 365 }),
  },
  rule: ({ activityEvent, days }) => {
    // One day more than the first visit can be old: with daylight saving a day may have 23 hours.
    const onDays = (atLeast: number) => ({ periods: { unit: 'day', last: days + 1, atLeast } });
    return all(
      did(activityEvent, { occurrence: 'first', ...last(`${days}d`) }),
      did(activityEvent, onDays(1)),
      not(did(activityEvent, onDays(2))),
      not(did(activityEvent, { within: { period: 'today' } })),
    );
  },
});

export const lifecycleTemplates = [
  newUsers,
  returningUsers,
  reactivatedUsers,
  possibleChurn,
  oneTimeVisitors,
];
