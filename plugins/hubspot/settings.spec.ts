import { describe, expect, it } from '@jest/globals';
import { parseSettings } from '@segue/sdk';
import { HubspotSettings } from './settings.js';

const parse = (settings: object) =>
  parseSettings(HubspotSettings, { accessToken: 'pat-eu1-test', ...settings });

describe('the settings of HubSpot', () => {
  it('need nothing but an access token', () => {
    expect(parse({})).toMatchObject({
      properties: ['email', 'firstname', 'lastname', 'phone', 'lifecyclestage'],
      baseUrl: 'https://api.hubapi.com',
    });
  });

  it.each(['2026-01-31', '2026-01-31T08:00Z', '2026-01-31T08:00:00.123+02:00'])(
    'take the start date %s',
    (startDate) => {
      expect(parse({ startDate }).startDate).toBe(startDate);
      expect(Date.parse(startDate)).not.toBeNaN();
    },
  );

  it.each([
    ['accessToken', { accessToken: 'pat-eu1-test\n' }, /without spaces or line breaks/],
    ['accessToken', { accessToken: '' }, /token of a private app/],
    ['properties', { properties: ['Lifecycle Stage'] }, /internal names/],
    ['properties', { properties: 'email' }, /array/],
    ['properties', { properties: ['email', 'email'] }, /unique/],
    ['properties', { properties: Array.from({ length: 200 }, (_, n) => `property_${n}`) }, /many/],
    ['startDate', { startDate: '2026-02-30' }, /real date/],
    ['startDate', { startDate: '2026-01-31T08:00:00' }, /look like/],
    ['startDate', { startDate: '2026-W05' }, /look like/],
    ['baseUrl', { baseUrl: 'api.hubapi.com' }, /must be a URL/],
  ])('refuse a bad %s with a sentence: %j', (name, settings, problem) => {
    const refused = () => parse(settings);

    expect(refused).toThrow(
      expect.objectContaining({
        problems: { [name]: expect.stringMatching(problem) },
      }),
    );
  });

  it('refuses no base URL of a test server', () => {
    expect(parse({ baseUrl: 'http://127.0.0.1:4123' }).baseUrl).toBe('http://127.0.0.1:4123');
  });
});
