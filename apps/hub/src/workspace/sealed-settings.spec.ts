import { describe, expect, it } from '@jest/globals';
import { Secrets } from '../access/secrets/secrets.js';
import {
  misdirected,
  openSettings,
  replaceSettings,
  sealSettings,
  splitSettings,
} from './sealed-settings.js';

const NAMES = ['token', 'webhookUrl'];
const former = splitSettings({ token: 's3cret', baseUrl: 'https://a.example', list: [1] }, NAMES);

describe('the settings of a connection', () => {
  it('are split into what is shown and what is sealed', () => {
    expect(former).toEqual({
      open: { baseUrl: 'https://a.example', list: [1] },
      secret: { token: 's3cret' },
    });
  });

  it('keep a secret that is not given, and lose one that is null', () => {
    expect(replaceSettings(former, { list: [2] }, NAMES)).toEqual({
      open: { list: [2] },
      secret: { token: 's3cret' },
    });
    expect(replaceSettings(former, { token: 'new' }, NAMES).secret).toEqual({ token: 'new' });
    expect(replaceSettings(former, { token: null }, NAMES).secret).toEqual({});
  });

  it.each([
    [{ baseUrl: 'https://b.example' }, ['/settings/token']],
    [{}, ['/settings/token']],
    [{ baseUrl: 'https://b.example', token: 'given again' }, []],
    [{ baseUrl: 'https://a.example', list: [3] }, []],
  ])('with %j lead no secret elsewhere', (given, pointers) => {
    expect(misdirected(former, given, NAMES).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('come back from storage as they were', () => {
    const secrets = Secrets.from({ SEGUE_SECRET_KEY: '0'.repeat(64) });
    const sealed = sealSettings(secrets, former.secret);

    expect(sealed).not.toContain('s3cret');
    expect(openSettings(secrets, { plugin: 'x', settings: former.open }, sealed)).toEqual({
      plugin: 'x',
      settings: { token: 's3cret', baseUrl: 'https://a.example', list: [1] },
    });
    expect(sealSettings(Secrets.from({}), {})).toBeNull();
  });
});
