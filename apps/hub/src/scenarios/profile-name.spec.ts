import { describe, expect, it } from '@jest/globals';
import { nameOf, parseName } from './profile-name.js';

describe('parseName', () => {
  it.each([
    ['u1', 'userId', 'u1'],
    ['userId:u1', 'userId', 'u1'],
    ['email:A@Example.com', 'email', 'a@example.com'],
    ['phone:+49 30 901820', 'phone', '+4930901820'],
    ['anonymousId:a:1', 'anonymousId', 'a:1'],
    ['urn:user:1', 'userId', 'urn:user:1'],
    ['email:', 'userId', 'email:'],
    ['email:nobody', 'email', 'nobody'],
  ])('takes %s for the %s %s', (name, type, value) => {
    expect(parseName(name)).toEqual({ type, value });
  });
});

describe('nameOf', () => {
  it('is the first user id', () => {
    const identifiers = [
      { type: 'email', value: 'a@example.com' },
      { type: 'userId', value: 'u2' },
      { type: 'userId', value: 'u1' },
    ];

    expect(nameOf(identifiers)).toBe('u2');
  });

  it('is another identifier with its type where there is no user id', () => {
    const identifiers = [
      { type: 'anonymousId', value: 'a1' },
      { type: 'email', value: 'a@example.com' },
    ];

    expect(nameOf(identifiers)).toBe('email:a@example.com');
  });

  it('is read back as the same identifier', () => {
    const identifier = { type: 'userId', value: 'email:a@example.com' };

    expect(parseName(nameOf([identifier])!)).toEqual(identifier);
  });

  it('is none of a profile that only connections have ids for', () => {
    expect(nameOf([{ type: 'external:crm', value: '7' }])).toBeUndefined();
  });
});
