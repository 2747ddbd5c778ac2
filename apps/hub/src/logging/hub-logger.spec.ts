import { describe, expect, it } from '@jest/globals';
import { AuthError } from '@segue/sdk';
import { HubLogger } from './hub-logger.js';

function log(
  level: string | undefined,
  work: (logger: HubLogger) => void,
): Record<string, unknown>[] {
  const lines: string[] = [];
  work(new HubLogger({ level, destination: { write: (line) => lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('HubLogger', () => {
  it('writes a line of JSON with level, time and context', () => {
    const [line] = log('info', (logger) => logger.log('pull crm succeeded', 'Worker'));

    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/),
      pid: process.pid,
      context: 'Worker',
      msg: 'pull crm succeeded',
    });
  });

  it('keeps the fields of an object', () => {
    const fields = { msg: 'done', runId: 'r1', counts: { read: 20 }, requestId: 'q' };

    expect(log('info', (logger) => logger.warn(fields, 'Worker'))).toEqual([
      expect.objectContaining({ level: 'warn', context: 'Worker', ...fields }),
    ]);
  });

  it('writes nothing below its level', () => {
    const lines = log('warn', (logger) => {
      logger.debug('a');
      logger.log('b');
      logger.warn('c');
      logger.error('d');
    });

    expect(lines.map(({ msg }) => msg)).toEqual(['c', 'd']);
  });

  it.each([undefined, 'loud', ''])('writes from info on when its level is %j', (level) => {
    const lines = log(level, (logger) => {
      logger.debug('a');
      logger.log('b');
    });

    expect(lines.map(({ msg }) => msg)).toEqual(['b']);
  });

  it('leaves out the stack that Nest gives with an error, which repeats its message', () => {
    const [line] = log('info', (logger) =>
      logger.error('failed', 'Error: ada\n    at file.js:1:1', 'Http'),
    );

    expect(line).toMatchObject({ context: 'Http', msg: 'failed' });
    expect(JSON.stringify(line)).not.toContain('ada');
  });

  it.each([
    ['authorization', { headers: { authorization: 'Bearer s3cret' } }],
    ['a cookie', { 'set-cookie': 's3cret' }],
    ['an access token', { a: { b: { c: { accessToken: 's3cret' } } } }],
    ['an API key', [{ api_key: 's3cret' }]],
    ['a write key', { writeKey: 's3cret' }],
    ['settings', { settings: { anything: 's3cret' } }],
    ['traits', { profile: { traits: { plan: 's3cret' } } }],
    ['an e-mail address', { to: { Email: 's3cret' } }],
    ['a phone number', { workPhone: 's3cret' }],
    ['an address in a text', { note: 'no person s3cret@example.com here' }],
    ['the user of a URL', { url: 'postgres://hub:s3cret@db.example/segue' }],
  ])('masks %s', (_what, fields) => {
    const text = JSON.stringify(log('info', (logger) => logger.log({ msg: 'm', fields })));

    expect(text).toContain('"m"');
    expect(text).not.toContain('s3cret');
  });

  it('masks an address in a message', () => {
    const [line] = log('info', (logger) => logger.log('no person ada@example.com here'));

    expect(line).toMatchObject({ msg: 'no person … here' });
  });

  it('keeps name, code and message of an error of ours', () => {
    const error = new AuthError('GET https://api.vendor.example: 401');

    expect(log('info', (logger) => logger.error({ msg: 'failed', error }))).toEqual([
      expect.objectContaining({
        error: { name: 'AuthError', code: 'AUTH_REJECTED', message: error.message },
      }),
    ]);
  });

  it('keeps name, code and place of a foreign error, and not its message', () => {
    const error = Object.assign(new TypeError('Key (email)=(ada) exists\nDETAIL: ada'), {
      code: 'P2002',
    });

    const [line] = log('info', (logger) => logger.error({ msg: 'failed', error }));

    expect(line).toMatchObject({
      error: {
        name: 'TypeError',
        code: 'P2002',
        at: expect.arrayContaining([expect.stringContaining('hub-logger.spec')]),
      },
    });
    expect(JSON.stringify(line)).not.toContain('ada');
  });

  it('takes an error in place of a message', () => {
    const [line] = log('info', (logger) => logger.error(new RangeError('ada'), 'Http'));

    expect(line).toMatchObject({ msg: 'RangeError', error: { name: 'RangeError' } });
    expect(JSON.stringify(line)).not.toContain('"ada"');
  });

  it('survives what is circular, and large numbers', () => {
    const circle: { self?: object; n: bigint } = { n: 2n ** 60n };
    circle.self = circle;

    expect(log('info', (logger) => logger.log({ msg: 'm', circle }))).toMatchObject([
      { msg: 'm', circle: { n: '1152921504606846976' } },
    ]);
  });
});
