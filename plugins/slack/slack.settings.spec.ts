import { describe, expect, it } from '@jest/globals';
import { parseSettings } from '@segue/sdk';
import { SlackAudience, SlackSettings } from './slack.settings.js';

const HOOK = 'https://hooks.slack.com/services/T0001/B0001/Zm9vYmFy';

describe('the settings of Slack', () => {
  it.each([
    { botToken: 'xoxb-1-a' },
    { botToken: 'xoxb-1-a', baseUrl: 'http://127.0.0.1:8080/api' },
    { webhookUrl: HOOK },
    { webhookUrl: 'https://hooks.slack-gov.com/services/T1/B1/x' },
    { webhookUrl: 'http://127.0.0.1:8080/services/T1/B1/x' },
  ])('take %j', (raw) => {
    expect(parseSettings(SlackSettings, raw)).toMatchObject(raw);
  });

  it.each([
    [{}, { botToken: 'give either botToken (it starts with xoxb-) or webhookUrl' }],
    [
      { botToken: 'xoxb-1-a', webhookUrl: HOOK },
      { webhookUrl: 'give either botToken or webhookUrl, not both' },
    ],
    [{ botToken: 'xoxp-of-a-user' }, { botToken: expect.stringContaining('xoxb-') }],
    [{ webhookUrl: `${HOOK}?x=1` }, { webhookUrl: expect.stringContaining('must look like') }],
    [
      { webhookUrl: HOOK.replace('https', 'http') },
      { webhookUrl: expect.stringContaining('must look like') },
    ],
    [
      { webhookUrl: 'https://hooks.slack.com/triggers/T1/2/x' },
      { webhookUrl: expect.stringContaining('must look like') },
    ],
    [{ webhookUrl: 'soon' }, { webhookUrl: expect.stringContaining('must look like') }],
    [{ botToken: 'xoxb-1-a', baseUrl: 'slack' }, { baseUrl: expect.any(String) }],
  ])('refuse %j', (raw, problems) => {
    expect(() => parseSettings(SlackSettings, raw)).toThrow(expect.objectContaining({ problems }));
  });
});

describe('the audience of Slack', () => {
  it('counts people and would name them by their address', () => {
    expect(parseSettings(SlackAudience, {})).toMatchObject({
      showMembers: false,
      memberFields: ['email'],
    });
  });

  it.each([
    { channel: '#marketing' },
    { channel: 'c0123456789' },
    { showMembers: 'yes' },
    { memberFields: [] },
    { memberFields: [1] },
  ])('refuses %j', (raw) => {
    expect(() => parseSettings(SlackAudience, raw)).toThrow(Object.keys(raw)[0]);
  });
});
