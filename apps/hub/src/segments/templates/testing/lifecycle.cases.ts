import { at, each, identify, page, type TemplateCase, track } from './template-case.js';

const screen = (ago: string) => ({ type: 'screen', timestamp: at(ago) });

export const lifecycleCases: readonly TemplateCase[] = [
  {
    template: 'new-users',
    members: { 'first seen six days ago': [page('6d')] },
    others: { 'seen before and again': [page('8d'), page('1d')] },
  },
  {
    template: 'new-users',
    parameters: { within: '30d' },
    members: { 'first seen eight days ago': [page('8d')] },
    others: { 'first seen 31 days ago': [page('31d')] },
  },
  {
    template: 'returning-users',
    members: {
      'came again after 31 days': [page('31d'), page('1d')],
      'came again with the app': [page('40d'), screen('2d')],
    },
    others: {
      'first came 29 days ago': [page('29d'), page('1d')],
      'last came eight days ago': [page('40d'), page('8d')],
      'only got a mail again': [page('40d'), track('Email Delivered', '1d')],
    },
  },
  {
    template: 'returning-users',
    parameters: { activityEvent: 'Signed In', within: '30d' },
    members: { 'signed in again': [track('Signed In', '31d'), track('Signed In', '29d')] },
    others: { 'only looked': [page('31d'), page('29d')] },
  },
  {
    template: 'reactivated-users',
    members: { 'back after a long time': [page('100d'), page('91d'), page('2d')] },
    others: {
      'came in between': [page('100d'), page('50d'), page('2d')],
      'is new': [page('2d')],
      'did not come back': [page('100d'), page('8d')],
    },
  },
  {
    template: 'possible-churn',
    members: { 'stopped 15 days ago': each(['50d', '30d', '15d'], page) },
    others: {
      'came 13 days ago': each(['50d', '30d', '15d', '13d'], page),
      'came but twice': each(['50d', '15d'], page),
      'stopped too long ago': each(['70d', '65d', '15d'], page),
    },
  },
  {
    template: 'possible-churn',
    parameters: { visits: 1, quietFor: '30d' },
    members: { 'came once': [page('31d')] },
    others: { 'came 29 days ago': [page('31d'), page('29d')] },
  },
  {
    template: 'one-time-visitors',
    members: {
      'came on one day': [page('10d'), screen('10d')],
      'came yesterday, and is in the CRM for long': [identify({ plan: 'free' }), page('1d')],
    },
    others: {
      'came on two days': [page('10d'), page('9d')],
      'came again today': [page('10d'), page('1h')],
      'came today for the first time': [page('1h')],
      'came too long ago': [page('31d')],
      'came long ago and again': [page('100d'), page('10d')],
    },
  },
  {
    template: 'new-trial-users',
    members: { 'started a trial': [track('Trial Started', '6d')] },
    others: {
      'started eight days ago': [track('Trial Started', '8d')],
      'had a trial before': [track('Trial Started', '100d'), track('Trial Started', '1d')],
      'only looked': [page('1d')],
    },
  },
  {
    template: 'trial-ending-soon',
    members: { 'ends in two days': [identify({ trialEndsAt: at('-2d') })] },
    others: {
      'ends in four days': [identify({ trialEndsAt: at('-4d') })],
      'has ended': [identify({ trialEndsAt: at('1h') })],
      'has subscribed': [identify({ trialEndsAt: at('-2d') }), track('Subscription Started', '1d')],
      'has no trial': [identify({ plan: 'free' })],
    },
  },
  {
    template: 'trial-ending-soon',
    parameters: { endTrait: 'trial.ends', within: '7d', conversionEvent: 'Upgraded' },
    members: { 'ends in four days': [identify({ trial: { ends: at('-4d') } })] },
    others: {
      'has upgraded': [identify({ trial: { ends: at('-4d') } }), track('Upgraded', '1d')],
    },
  },
  {
    template: 'expired-trials',
    members: { 'ended lately': [identify({ trialEndsAt: at('29d') })] },
    others: {
      'ended long ago': [identify({ trialEndsAt: at('31d') })],
      'has not ended': [identify({ trialEndsAt: at('-1d') })],
      'has subscribed': [identify({ trialEndsAt: at('5d') }), track('Subscription Started', '1d')],
    },
  },
];
