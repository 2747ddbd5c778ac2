import { describe, expect, it } from '@jest/globals';
import { DEFAULT_IDENTITY, normalise, normaliseIdentifiers } from './normalise-identifiers.js';

describe('normalise', () => {
  it.each([
    ['email', '  Ada@Example.TEST ', 'ada@example.test'],
    ['email', 'ada+news@example.test', 'ada+news@example.test'],
    ['email', 'not an address', undefined],
    ['email', 'ada@', undefined],
    ['phone', '+49 (151) 123 456-78', '+4915112345678'],
    ['phone', '0151 12345678', undefined],
    ['phone', 'call me', undefined],
    ['userId', ' u1 ', 'u1'],
    ['userId', '', undefined],
    ['userId', '   ', undefined],
    ['userId', 'a\0b', undefined],
    ['userId', 'x'.repeat(513), undefined],
    ['userId', 7, undefined],
    ['anonymousId', 'a\ud800', 'a\u{FFFD}'],
  ])('%s %j is %j', (type, raw, value) => {
    expect(normalise(type, raw)).toBe(value);
  });
});

describe('normaliseIdentifiers', () => {
  it('puts the connection’s own ids first, then the types in the order of the rules', () => {
    const found = normaliseIdentifiers(
      { anonymousId: 'x', email: ['A@example.test', 'a@example.test'], externalId: ['7', '6'] },
      'crm',
      DEFAULT_IDENTITY,
    );

    expect(found.map(({ type, value }) => `${type}=${value}`)).toEqual([
      'external:crm=7',
      'external:crm=6',
      'email=a@example.test',
      'anonymousId=x',
    ]);
  });

  it('leaves out blocked values and types that identify nobody', () => {
    const rules = { identifiers: [{ type: 'userId' }], block: [/^(null|0+)$/iu] };

    expect(
      normaliseIdentifiers({ userId: ['NULL', '000', 'u1'], email: 'a@b.test' }, 'web', rules),
    ).toEqual([{ type: 'userId', value: 'u1' }]);
  });
});
