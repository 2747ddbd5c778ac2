import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, parseSettings } from '@segue/sdk';
import { Ga4Settings, userReportOf } from './ga4.settings.js';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const settings = {
  serviceAccount: { client_email: 'segue@acme.iam.gserviceaccount.com', private_key: pem },
  propertyId: '123',
};
const userReport = { dimension: 'customUser:crm_id', metrics: ['sessions'] };
const parse = (over: object) => parseSettings(Ga4Settings, { ...settings, ...over });

describe('Ga4Settings', () => {
  it('needs a key and a property only', () => {
    expect(parse({})).toMatchObject({
      propertyId: '123',
      maxExportAgeHours: 24,
      baseUrl: 'https://analyticsdata.googleapis.com',
      adminBaseUrl: 'https://analyticsadmin.googleapis.com',
      tokenUrl: 'https://oauth2.googleapis.com/token',
    });
  });

  it('fills in the defaults of the user report', () => {
    expect(userReportOf(parse({ userReport }))).toEqual({
      ...userReport,
      lookbackDays: 30,
      identifier: 'userId',
    });
  });

  it('takes an empty list of audiences beside a user report', () => {
    expect(parse({ audiences: [], userReport }).audiences).toEqual([]);
  });

  it.each([
    [{ audiences: [] }, 'audiences', /nothing would be read/],
    [{ propertyId: 'G-ABC123' }, 'propertyId', /numeric id/],
    [{ propertyId: 123 }, 'propertyId', /as text/],
    [{ maxExportAgeHours: 73 }, 'maxExportAgeHours', /72/],
    [{ baseUrl: 'analytics' }, 'baseUrl', /URL/],
    [{ userReport: { metrics: ['sessions'] } }, 'userReport', /customUser:crm_id/],
    [{ userReport: { ...userReport, dimension: 'country' } }, 'userReport', /user-scoped/],
    [{ userReport: { ...userReport, metrics: [] } }, 'userReport', /metrics should not be empty/],
    [{ userReport: { ...userReport, metrics: ['a.b'] } }, 'userReport', /API name of a metric/],
    [{ userReport: { ...userReport, lookbackDays: 0 } }, 'userReport', /lookbackDays/],
    [{ userReport: { ...userReport, identifier: 'email' } }, 'userReport', /identifier/],
    [{ userReport: { ...userReport, days: 3 } }, 'userReport', /days should not exist/],
    [{ userReport: 'sessions' }, 'userReport', /mapping/],
  ])('refuses %j', (over, setting, problem) => {
    const problems = { [setting]: expect.stringMatching(problem) as unknown };

    expect(() => parse(over)).toThrow(ConfigError);
    expect(() => parse(over)).toThrow(expect.objectContaining({ problems }));
  });

  it('never repeats a bad key in its message', () => {
    const serviceAccount = '{"private_key":"s3cret","client_email":"a@b.c"}';
    const problems = {
      serviceAccount: expect.stringMatching(/^(?!.*s3cret).*"private_key"/) as unknown,
    };

    expect(() => parse({ serviceAccount })).toThrow(expect.objectContaining({ problems }));
    expect(() => parse({ serviceAccount })).not.toThrow('s3cret');
  });
});
