import { describe, expect, it } from '@jest/globals';
import {
  AuthError,
  ConfigError,
  ConnectorError,
  ContractError,
  RateLimitError,
  RecordError,
  RequestError,
  SkipError,
  toConnectorError,
  TransientError,
} from './errors.js';

describe('ConnectorError', () => {
  it.each([
    [new ConfigError('m', { baseUrl: 'must be a URL' }), 'ConfigError', 'CONFIG_INVALID'],
    [new AuthError('m'), 'AuthError', 'AUTH_REJECTED'],
    [new RateLimitError('m', 1000), 'RateLimitError', 'RATE_LIMITED'],
    [new TransientError('m'), 'TransientError', 'TRANSIENT'],
    [new RequestError('m', 400), 'RequestError', 'REQUEST_REJECTED'],
    [new RecordError('BAD_EMAIL', 'm'), 'RecordError', 'BAD_EMAIL'],
    [new SkipError('NO_EMAIL', 'm'), 'SkipError', 'NO_EMAIL'],
    [new ContractError('m'), 'ContractError', 'CONTRACT_BROKEN'],
  ])('%s has its name and a stable code', (error, name, code) => {
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ name, code, message: 'm' });
  });
});

describe('toConnectorError', () => {
  it('gives a ConnectorError back as it is', () => {
    const error = new TransientError('down');

    expect(toConnectorError(error)).toBe(error);
  });

  it.each([
    [new TypeError('x'), 'the plugin threw TypeError instead of a ConnectorError'],
    ['text', 'the plugin threw string instead of a ConnectorError'],
    [undefined, 'the plugin threw undefined instead of a ConnectorError'],
  ])('takes %s for a broken contract', (thrown, message) => {
    const error = toConnectorError(thrown);

    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({ message, cause: thrown });
  });
});
