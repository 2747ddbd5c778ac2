import { describe, expect, it } from '@jest/globals';
import type { Change, JsonObject, JsonValue } from '@segue/sdk';
import { join, leave, update } from '@segue/sdk/testing';
import { memberIdOf, peopleIn, toMergeFields } from './people.js';

const withEmail = (change: Change, email: string): Change => ({
  ...change,
  after: { ...change.after!, email },
});

describe('peopleIn', () => {
  it.each<[JsonValue | undefined, boolean]>([
    [true, true],
    ['TRUE', true],
    [false, false],
    ['yes', false],
    [1, false],
    [null, false],
    [undefined, false],
  ])('takes %p as consent: %p', (optIn, isConsenting) => {
    const traits: JsonObject = optIn === undefined ? {} : { optIn };

    const [person] = peopleIn([{ ...join(1), traits }], 'optIn').values();

    expect(person?.isConsenting).toBe(isConsenting);
  });

  it.each([
    [true, false],
    [false, true],
  ])('needs the consent of all profiles with the address (%p and %p)', (one, other) => {
    const changes = [
      { ...join(1), traits: { optIn: one } },
      { ...withEmail(join(2), 'Person1@Example.Test'), traits: { optIn: other } },
    ];

    const people = [...peopleIn(changes, 'optIn').values()];

    expect(people).toEqual([
      { address: 'person1@example.test', fields: {}, isConsenting: false, isJoining: true },
    ]);
  });

  it('takes a changed address for a join, a changed case for none', () => {
    const changes = [
      withEmail(update(1, {}, {}), 'new@example.test'),
      withEmail(update(2, {}, {}), 'PERSON2@example.test'),
      leave(3),
    ];

    const people = [...peopleIn(changes, undefined).values()];

    expect(people.map(({ address, isJoining }) => [address, isJoining])).toEqual([
      ['new@example.test', true],
      ['person2@example.test', false],
    ]);
  });
});

describe('memberIdOf', () => {
  it('hashes the lower-cased address, as in Mailchimp’s own example', () => {
    expect(memberIdOf('Urist.McVankab@freddiesjokes.com')).toBe('62eeb292278cc15f5817cb78f7790b08');
  });
});

describe('toMergeFields', () => {
  it('clears with an empty text, and writes lists and truth values as text', () => {
    const fields = { A: null, B: true, C: 7, D: ['x', 1, null], E: { city: 'Bonn' } };

    expect(toMergeFields(fields)).toEqual({
      A: '',
      B: 'true',
      C: 7,
      D: 'x, 1, null',
      E: { city: 'Bonn' },
    });
  });
});
