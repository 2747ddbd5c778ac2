import { describe, expect, it } from '@jest/globals';
import { parseProfileName } from './parse-profile-name.js';

describe('parseProfileName', () => {
  it.each([
    ['userId:u:1', { type: 'userId', value: 'u:1' }],
    ['email: A@Example.com', { type: 'email', value: 'a@example.com' }],
    ['email:none', { type: 'email', value: 'none' }],
    ['external:crm:7:8', { type: 'external:crm', value: '7:8' }],
  ])('reads %s', (name, identifier) => {
    expect(parseProfileName(name)).toEqual({ identifier });
  });

  it('reads a uuid in any case', () => {
    expect(parseProfileName('00000000-0000-7000-8000-00000000000A')).toEqual({
      profileId: '00000000-0000-7000-8000-00000000000a',
    });
  });

  it.each(['', 'u1', ':u1', 'userId:', '00000000-0000-7000-8000'])('knows nobody in %j', (name) => {
    expect(parseProfileName(name)).toBeUndefined();
  });
});
