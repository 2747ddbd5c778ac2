import { describe, expect, it } from '@jest/globals';
import { parseContacts, toDeleted, toProfile } from './contact.js';

const ADA = {
  id: '512',
  properties: {
    hs_object_id: '512',
    email: 'ada@example.test',
    lastmodifieddate: '2026-01-10T08:00:00.000Z',
    plan: 'pro',
  },
  createdAt: '2019-10-30T03:30:17.883Z',
  updatedAt: '2026-01-10T08:00:01.000Z',
  archived: false,
};

const withProperties = (properties: object) => ({
  ...ADA,
  properties: { ...ADA.properties, ...properties },
});

const profileOf = (value: unknown, properties: readonly string[] = ['plan']) => {
  const { contacts, rejected } = parseContacts([value]);
  expect(rejected).toEqual([]);
  return toProfile(contacts[0]!, properties);
};

describe('a HubSpot contact', () => {
  it('becomes a profile with the requested properties only', () => {
    expect(profileOf(ADA)).toEqual({
      kind: 'profile',
      identifiers: { externalId: '512', email: 'ada@example.test' },
      traits: { plan: 'pro' },
      observedAt: new Date('2026-01-10T08:00:00.000Z'),
    });
  });

  it('names an internal property as a trait when it is asked for', () => {
    expect(profileOf(ADA, ['hs_object_id']).traits).toEqual({ hs_object_id: '512' });
  });

  it.each([
    ['null', { plan: null }],
    ['empty', { plan: '' }],
    ['missing', { plan: undefined }],
  ])('clears a trait whose property is %s', (_, properties) => {
    expect(profileOf(withProperties(properties)).traits).toEqual({ plan: null });
  });

  it('keeps text that looks like a number as text', () => {
    expect(profileOf(withProperties({ plan: '007' })).traits).toEqual({ plan: '007' });
  });

  it('has no trait that it merely inherited from JavaScript', () => {
    expect(profileOf(ADA, ['constructor']).traits).toEqual({ constructor: null });
  });

  it('carries the ids of the contacts that were merged into it, each once and its own first', () => {
    const merged = withProperties({
      hs_calculated_merged_vids: '101:1768000000000; 102:1768000000001;',
      hs_merged_object_ids: '102;103;512;not-an-id',
    });

    expect(profileOf(merged).identifiers.externalId).toEqual(['512', '101', '102', '103']);
  });

  it('carries its secondary e-mail addresses', () => {
    const contact = withProperties({ hs_additional_emails: 'a@example.test;ada@example.test;' });

    expect(profileOf(contact).identifiers.email).toEqual(['ada@example.test', 'a@example.test']);
  });

  it('takes phone numbers as identifiers from the phone properties that are asked for', () => {
    const contact = withProperties({
      phone: '030 1234',
      mobilephone: '0170 1234',
      hs_calculated_phone_number: '+49301234',
    });

    expect(profileOf(contact, ['phone', 'hs_calculated_phone_number']).identifiers.phone).toEqual([
      '030 1234',
      '+49301234',
    ]);
    expect(profileOf(contact, ['plan']).identifiers).not.toHaveProperty('phone');
  });

  it('has no e-mail identifier when HubSpot knows no address', () => {
    expect(profileOf(withProperties({ email: null })).identifiers).toEqual({ externalId: '512' });
  });

  it('was observed when it was updated, if HubSpot does not say when it was last modified', () => {
    const contact = withProperties({ lastmodifieddate: null });

    expect(profileOf(contact).observedAt).toEqual(new Date('2026-01-10T08:00:01.000Z'));
  });

  it('says nothing about when it was observed rather than something wrong', () => {
    const contact = { ...withProperties({ lastmodifieddate: 'yesterday' }), updatedAt: 17 };

    expect(profileOf(contact)).not.toHaveProperty('observedAt');
  });

  it('is deleted by its id alone', () => {
    const archived = { ...ADA, archived: true, archivedAt: '2026-01-11T09:00:00Z' };
    const { contacts } = parseContacts([archived]);

    expect(toDeleted(contacts[0]!)).toEqual({
      kind: 'deleted',
      identifiers: { externalId: '512' },
      observedAt: new Date('2026-01-11T09:00:00Z'),
    });
  });

  it.each([
    ['null', null, 'result 0', 'the contact is not an object'],
    ['text', 'ada', 'result 0', 'the contact is not an object'],
    ['a list', [ADA], 'result 0', 'the contact is not an object'],
    ['without an id', { ...ADA, id: undefined }, 'result 0', 'the contact has no numeric id'],
    ['with a bad id', { ...ADA, id: ['512'] }, 'result 0', 'the contact has no numeric id'],
    ['without properties', { id: '512' }, 'contact 512', 'the contact has no properties'],
    [
      'with a nested property',
      withProperties({ plan: { tier: 1 } }),
      'contact 512',
      'the property "plan" is neither text nor null',
    ],
  ])('is rejected with a reason when it is %s', (_, value, position, reason) => {
    expect(parseContacts([value])).toEqual({
      contacts: [],
      rejected: [{ code: 'INVALID_CONTACT', reason, position, raw: value }],
    });
  });

  it('is read even if the one before it is rejected', () => {
    const { contacts, rejected } = parseContacts([null, ADA]);

    expect(contacts.map(({ id }) => id)).toEqual(['512']);
    expect(rejected).toHaveLength(1);
  });

  it('keeps an id that is longer than a number can be', () => {
    const contact = { ...ADA, id: '90071992547409931234' };

    expect(profileOf(contact).identifiers.externalId).toBe('90071992547409931234');
  });
});
