import { describe, expect, it } from '@jest/globals';
import type { SourceRecord } from '@segue/sdk';
import { ChangedTopics } from './changed-topics.js';
import { prepareRecord, type PreparedRecord } from './prepare-record.js';
import { toTouched } from './touched-profile.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const RULES = { identifiers: [{ type: 'userId', connections: [] }], block: [] };

const prepared = (record: Partial<SourceRecord>): PreparedRecord =>
  prepareRecord(
    { identifiers: { userId: 'u1' }, ...record } as SourceRecord,
    'crm',
    NOW,
    RULES,
  ) as PreparedRecord;
const topicsOf = (...records: readonly Partial<SourceRecord>[]) => {
  const topics = new ChangedTopics();
  for (const record of records) topics.addRecord('p1', prepared(record), 'crm');
  return topics.of('p1');
};
const event = (name: string) => ({ kind: 'event' as const, event: name, properties: {} });

describe('ChangedTopics', () => {
  it.each<[string, Partial<SourceRecord>, readonly string[] | null]>([
    ['an event', event('A'), ['message', 'source:crm', 'event', 'event:A']],
    [
      'an event with consent',
      { ...event('A'), consent: { email: true } },
      ['message', 'source:crm', 'event', 'event:A', 'consent'],
    ],
    [
      'traits',
      { kind: 'profile', traits: { a: 1, b: null } },
      ['message', 'source:crm', 'observed:a', 'observed:b'],
    ],
    ['a deletion', { kind: 'deleted' }, null],
    ['a merge', { kind: 'merged', previous: { userId: 'u2' } }, null],
  ])('knows what %s may change', (_, record, topics) => {
    expect(topicsOf(record)).toEqual(topics);
  });

  it('names each topic once', () => {
    expect(topicsOf(event('A'), event('B'), event('A'))).toEqual([
      ...['message', 'source:crm', 'event', 'event:A', 'event:B'],
    ]);
  });

  it('says anything of more than a hundred, and keeps saying so', () => {
    const many = Array.from({ length: 101 }, (_, n) => event(`E${n}`));

    expect(topicsOf(...many)).toBeNull();
    expect(topicsOf({ kind: 'deleted' }, event('A'))).toBeNull();
  });

  it('says anything of somebody of whom nothing was said', () => {
    expect(new ChangedTopics().of('p1')).toBeNull();
  });

  it.each<[string, object, object, readonly string[]]>([
    ['nothing', { a: { b: [1] } }, { a: { b: [1] } }, []],
    ['a value', { a: 1, b: 2 }, { a: 1, b: 3 }, ['trait:b']],
    ['one that is new, and one that is gone', { a: 1 }, { b: 1 }, ['trait:a', 'trait:b']],
  ])('finds %s that is another one among the traits', (_, former, traits, found) => {
    const row = { ...NOBODY, traits: former };
    const topics = new ChangedTopics();

    topics.addProfile(toTouched('p1', row), traits as never);

    expect(topics.of('p1')).toEqual(found);
  });

  it('finds another address', () => {
    const profile = toTouched('p1', NOBODY);
    profile.primary.email = 'a@example.com';
    const topics = new ChangedTopics();

    topics.addProfile(profile, {});

    expect(topics.of('p1')).toEqual(['identifier']);
  });
});

const NOBODY = {
  profileId: 'p1',
  ...{ traits: {}, state: {}, consent: {} },
  ...{ userId: null, email: null, phone: null, anonymousId: null },
};
