import { at, each, identify, page, type TemplateCase, track } from './template-case.js';

const delivered = (ago: string) => track('Email Delivered', ago);
const opened = (ago: string) => track('Email Opened', ago);
const agreed = (email: boolean) => ({ consent: { categoryPreferences: { email } } });
const FIVE = ['50d', '40d', '30d', '20d', '10d'];

export const messagingCases: readonly TemplateCase[] = [
  {
    template: 'rage-clicks',
    members: {
      'clicked in anger': [track('Rage Click', '6d')],
      'is known to PostHog': [track('$rageclick', '1d')],
    },
    others: { 'clicked in anger long ago': [track('Rage Click', '8d')], looked: [page('1d')] },
  },
  {
    template: 'rage-clicks',
    parameters: { clicks: 2 },
    members: { twice: [track('Rage Click', '2d'), track('Rage Clicked', '1d')] },
    others: { once: [track('Rage Click', '1d')] },
  },
  {
    template: 'error-affected-users',
    members: {
      'saw an error': [track('Error Occurred', '6d')],
      'saw a crash': [track('Application Crashed', '1d')],
    },
    others: { 'saw an error long ago': [track('Error Occurred', '8d')], looked: [page('1d')] },
  },
  {
    template: 'recent-subscribers',
    members: {
      subscribed: [track('Newsletter Subscribed', '13d')],
      'left before and came back': [track('Unsubscribed', '12d'), track('Subscribed', '10d')],
    },
    others: {
      'subscribed long ago': [track('Newsletter Subscribed', '15d')],
      'has left again': [track('Newsletter Subscribed', '10d'), track('Unsubscribed', '1d')],
      'never did': [page('1d')],
    },
  },
  {
    template: 'engaged-email-readers',
    members: {
      reads: [opened('80d'), opened('10d'), track('Email Link Clicked', '10d')],
    },
    others: {
      'reads less': [opened('80d'), opened('10d')],
      'read long ago': [opened('100d'), opened('95d'), opened('10d')],
      'gets mails': each(FIVE, delivered),
    },
  },
  {
    template: 'unengaged-email-readers',
    members: { 'reads no mail': [opened('100d'), ...each(FIVE, delivered)] },
    others: {
      'read one': [opened('80d'), ...each(FIVE, delivered)],
      'clicked in one': [track('Email Link Clicked', '1d'), ...each(FIVE, delivered)],
      'got fewer': each(FIVE.slice(1), delivered),
      'gets none': [page('1d')],
    },
  },
  {
    template: 'reachable-by-email',
    members: {
      agreed: [identify({ email: 'ada@example.com' }, '10d', agreed(true))],
    },
    others: {
      'said no': [identify({ email: 'grace@example.com' }, '10d', agreed(false))],
      'said nothing': [identify({ email: 'joan@example.com' })],
      'took it back': [
        identify({ email: 'mary@example.com' }, '10d', agreed(true)),
        identify({}, '5d', agreed(false)),
      ],
      'has no address': [identify({ plan: 'free' }, '10d', agreed(true))],
    },
  },
  {
    template: 'birthday-next-week',
    members: {
      'has it today': [identify({ birthday: '1980-06-15' })],
      'has it in seven days': [identify({ birthday: '2001-06-22' })],
    },
    others: {
      'has it in eight days': [identify({ birthday: '1980-06-23' })],
      'had it yesterday': [identify({ birthday: '1980-06-14' })],
      'was born in that week': [identify({ birthday: '1980-12-18' })],
      'tells nobody': [identify({ plan: 'free' })],
    },
  },
  {
    template: 'birthday-next-week',
    parameters: { birthdayTrait: 'dateOfBirth', days: 30 },
    members: { 'has it in 30 days': [identify({ dateOfBirth: '1980-07-15' })] },
    others: { 'has it in 31 days': [identify({ dateOfBirth: at('-31d').slice(0, 10) })] },
  },
  {
    template: 'random-sample',
    parameters: { share: 100 },
    members: { 'is drawn': [page('1d')], 'is drawn, too': [page('2d')] },
    others: {},
  },
];
