import { defineSource } from '@segue/sdk';
import { readAudiences } from './audience-members.js';
import { findAudiences } from './audience.js';
import { checkReport } from './check-report.js';
import type { Checkpoint } from './checkpoint.js';
import { Ga4Settings, userReportOf } from './ga4.settings.js';
import { connectToGoogle } from './google-client.js';
import { classifyGoogleAnswer } from './google-error.js';
import { readUserReport } from './user-report.js';

/**
 * Google Analytics 4 through its APIs: who is in which audience, and metrics of people who are named by a user-scoped custom
 * dimension. GA4 tells no change, so that every read is a pass over everything.
 *
 * Source: https://developers.google.com/analytics/devguides/reporting/data/v1 and
 * googleapis/google-api-nodejs-client@0031a0e, discovery/analyticsdata-v1beta.json (revision 20261006)
 */
export const ga4 = defineSource<Ga4Settings, Checkpoint>({
  key: 'ga4',
  title: 'Google Analytics 4',
  settings: Ga4Settings,

  /** A property takes 10 requests at once, from all tools together. */
  pace: { concurrency: 4 },

  streams: [
    {
      key: 'audiences',
      title: 'Audience members',
      schema: {
        userId: 'the User-ID that the site or app set, when it did',
        anonymousId: 'the device id: client id of a browser, app instance id of an app',
        'ga4_audience_<name>': 'when the audience was exported in which the person was last seen',
      },
    },
    {
      key: 'users',
      title: 'User report',
      schema: {
        userId: 'the value of the user-scoped custom dimension (or anonymousId, as configured)',
        'ga4_<metric>': 'the metric over the last lookbackDays complete days, a number',
        ga4_reported_at: 'when the report was read in which the person was last listed',
      },
    },
  ],

  http: ({ baseUrl }) => ({ baseURL: baseUrl }),

  classify: classifyGoogleAnswer,

  async check(ctx) {
    const google = connectToGoogle(ctx);
    await checkReport(google, ctx.settings.propertyId, userReportOf(ctx.settings));
    await findAudiences(ctx, google);
  },

  async *read(ctx, state) {
    const google = connectToGoogle(ctx);
    const position = state?.position;
    const report = userReportOf(ctx.settings);
    if (position?.stream !== 'users') yield* readAudiences(ctx, google, position);
    if (report) {
      const from = position?.stream === 'users' ? position : undefined;
      yield* readUserReport(ctx, google, report, from);
    }
    yield { records: [], checkpoint: {} };
  },
});
