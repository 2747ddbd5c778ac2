import { describe, expect, it } from '@jest/globals';
import { ConfigError, ContractError, TransientError } from '@segue/sdk';
import { toFileError } from './file-error.js';

const systemError = (code: string) => Object.assign(new Error(code), { code, errno: -1 });

describe('toFileError', () => {
  it.each([
    ['EACCES', ConfigError, /people\.csv may not be read/],
    ['EPERM', ConfigError, /people\.csv may not be read/],
    ['ENOENT', ConfigError, /people\.csv does not exist/],
    ['Z_DATA_ERROR', ConfigError, /people\.csv is not gzip, or damaged/],
    ['Z_BUF_ERROR', TransientError, /people\.csv ends within its compressed data/],
    ['EIO', TransientError, /people\.csv could not be read: EIO/],
    ['EMFILE', TransientError, /people\.csv could not be read: EMFILE/],
  ])('reports %s as what the hub has to do next', (code, type, message) => {
    const error = toFileError(systemError(code), 'people.csv');

    expect(error).toBeInstanceOf(type);
    expect(error.message).toMatch(message);
  });

  it('does not take a mistake of ours for a failure of the disk', () => {
    expect(toFileError(new TypeError('x'), 'people.csv')).toBeInstanceOf(ContractError);
  });
});
