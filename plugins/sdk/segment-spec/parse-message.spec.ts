import { describe, expect, it } from '@jest/globals';
import type { SourceRecord } from '../records.js';
import { parseMessage, type MessageOptions } from './parse-message.js';

const receivedAt = new Date('2026-01-15T12:00:00.000Z');

/** The one record of a message that is taken; fails when it is not. */
function recordOf(message: unknown, options: Partial<MessageOptions> = {}): SourceRecord {
  const result = parseMessage(message, { receivedAt, ...options });
  if ('rejection' in result) throw new Error(`rejected: ${result.rejection.code}`);
  expect(result.records).toHaveLength(1);
  return result.records[0]!;
}

function codeOf(message: unknown, options: Partial<MessageOptions> = {}): string | undefined {
  const result = parseMessage(message, { receivedAt, ...options });
  return 'rejection' in result ? result.rejection.code : undefined;
}

const track = { type: 'track', userId: 'u1', event: 'Order Completed' };

describe('parseMessage', () => {
  describe('identify', () => {
    it('gives a profile with the traits, and with the addresses among them as identifiers', () => {
      const record = recordOf({
        type: 'identify',
        userId: 'u1',
        anonymousId: 'a1',
        traits: { email: 'p@example.test', phone: '+4930123456', plan: 'pro', address: null },
        messageId: 'm-1',
        timestamp: '2026-01-15T11:00:00Z',
      });

      expect(record).toStrictEqual({
        kind: 'profile',
        identifiers: {
          userId: 'u1',
          anonymousId: 'a1',
          email: 'p@example.test',
          phone: '+4930123456',
        },
        traits: { email: 'p@example.test', phone: '+4930123456', plan: 'pro', address: null },
        observedAt: new Date('2026-01-15T11:00:00Z'),
        messageId: 'm-1',
      });
    });

    it.each([undefined, null])('takes traits that are %p for none', (traits) => {
      expect(recordOf({ type: 'identify', userId: 'u1', traits })).toMatchObject({ traits: {} });
    });

    it('keeps the context’s address beside a different one of the traits', () => {
      const record = recordOf({
        type: 'identify',
        userId: 'u1',
        traits: { email: 'new@example.test', phone: '+4930123456' },
        context: { traits: { email: 'old@example.test', phone: '+4930123456', plan: 'pro' } },
      });

      expect(record).toMatchObject({
        identifiers: { email: ['new@example.test', 'old@example.test'], phone: '+4930123456' },
        traits: { email: 'new@example.test', phone: '+4930123456' },
      });
      expect(record).not.toHaveProperty('traits.plan');
    });

    it.each(['text', 5, true, ['a']])('refuses traits that are %p', (traits) => {
      expect(codeOf({ type: 'identify', userId: 'u1', traits })).toBe('INVALID_TRAITS');
    });
  });

  describe('track', () => {
    it('gives an event with its properties and context', () => {
      const record = recordOf({
        ...track,
        properties: { total: 20, products: [{ sku: 's1' }] },
        context: { page: { path: '/cart' } },
        messageId: 'm-2',
        timestamp: '2026-01-15T11:59:59.500Z',
      });

      expect(record).toStrictEqual({
        kind: 'event',
        identifiers: { userId: 'u1' },
        event: 'Order Completed',
        properties: { total: 20, products: [{ sku: 's1' }] },
        context: { page: { path: '/cart' } },
        occurredAt: new Date('2026-01-15T11:59:59.500Z'),
        messageId: 'm-2',
      });
    });

    it('takes no address from the properties', () => {
      const record = recordOf({ ...track, properties: { email: 'friend@example.test' } });

      expect(record.identifiers).toEqual({ userId: 'u1' });
    });

    it.each([undefined, null, '', '  ', 7])('refuses an event called %p', (event) => {
      expect(codeOf({ ...track, event })).toBe('MISSING_EVENT');
    });

    it('takes an event name of 200 characters and none that is longer', () => {
      expect(codeOf({ ...track, event: 'e'.repeat(200) })).toBeUndefined();
      expect(codeOf({ ...track, event: 'e'.repeat(201) })).toBe('EVENT_NAME_TOO_LONG');
    });

    it.each(['text', 5, false, [1]])('refuses properties that are %p', (properties) => {
      expect(codeOf({ ...track, properties })).toBe('INVALID_PROPERTIES');
    });
  });

  describe.each([
    ['page', 'Page Viewed'],
    ['screen', 'Screen Viewed'],
  ])('%s', (type, event) => {
    it(`gives the event ${event} with name and category among its properties`, () => {
      const record = recordOf({
        type,
        anonymousId: 'a1',
        name: 'Home',
        category: 'Docs',
        properties: { url: 'https://shop.test/' },
      });

      expect(record).toMatchObject({
        kind: 'event',
        event,
        identifiers: { anonymousId: 'a1' },
        properties: { name: 'Home', category: 'Docs', url: 'https://shop.test/' },
      });
    });

    it('lets a name among the properties win, unless it is null', () => {
      const properties = { name: 'Own', category: null };

      const record = recordOf({ type, userId: 'u1', name: 'Home', category: 'Docs', properties });

      expect(record).toMatchObject({ properties: { name: 'Own', category: 'Docs' } });
    });

    it('needs neither name nor properties', () => {
      const record = recordOf({ type, userId: 'u1', name: null });

      expect(record).toMatchObject({ event, properties: {} });
      expect(record).not.toHaveProperty('properties.name');
    });

    it('refuses properties that are no object', () => {
      expect(codeOf({ type, userId: 'u1', properties: 'x' })).toBe('INVALID_PROPERTIES');
    });
  });

  describe('group', () => {
    it('shows that the person was seen, and takes neither traits nor address of the group', () => {
      const record = recordOf({
        type: 'group',
        userId: 'u1',
        anonymousId: 'a1',
        groupId: 'g1',
        traits: { name: 'Initech', email: 'office@initech.test' },
      });

      expect(record).toStrictEqual({
        kind: 'profile',
        identifiers: { userId: 'u1', anonymousId: 'a1' },
        traits: {},
        observedAt: receivedAt,
      });
    });
  });

  describe('alias', () => {
    const merged = {
      kind: 'merged',
      identifiers: { userId: 'u1' },
      previous: { anonymousId: 'old', userId: 'old' },
      observedAt: receivedAt,
      messageId: 'm-3',
    };

    it('merges the previous id, whichever kind it is, with the user id', () => {
      const alias = { type: 'alias', userId: 'u1', previousId: 'old', messageId: 'm-3' };

      expect(recordOf(alias)).toStrictEqual(merged);
    });

    it('names the anonymous id first: it is the one to add when neither is known', () => {
      const record = recordOf({ type: 'alias', userId: 'u1', previousId: 'old' });

      expect(record.kind === 'merged' && Object.keys(record.previous)).toEqual([
        'anonymousId',
        'userId',
      ]);
    });

    it('understands the keys in the documentation of Segment’s webhooks', () => {
      const alias = { type: 'alias', 'User ID': 'u1', 'Previous ID': 'old', messageId: 'm-3' };

      expect(recordOf(alias)).toStrictEqual(merged);
    });

    it('counts an address in the context among the names that stay', () => {
      const context = { traits: { email: 'p@example.test' } };

      const record = recordOf({ type: 'alias', userId: 'u1', previousId: 'old', context });

      expect(record).toMatchObject({
        identifiers: { userId: 'u1', email: 'p@example.test' },
        previous: { anonymousId: 'old', userId: 'old' },
      });
    });

    it.each([
      [{ userId: 'u1' }],
      [{ previousId: 'old' }],
      [{ previousId: 'old', anonymousId: 'a1' }],
      [{ userId: 'u1', previousId: '' }],
    ])('refuses %j: it takes two to merge', (ids) => {
      expect(codeOf({ type: 'alias', ...ids })).toBe('NO_IDENTIFIER');
    });
  });

  describe('identifiers', () => {
    it('writes numbers as text and takes blank ids for none', () => {
      expect(recordOf({ ...track, userId: 42, anonymousId: ' ' }).identifiers).toEqual({
        userId: '42',
      });
    });

    it.each([true, ['u1'], { id: 'u1' }, null])('takes an id that is %p for none', (userId) => {
      expect(recordOf({ ...track, userId, anonymousId: 'a1' }).identifiers).toEqual({
        anonymousId: 'a1',
      });
    });

    it.each([
      [{ type: 'identify', traits: { email: 'p@example.test' } }],
      [{ ...track, userId: undefined, context: { traits: { email: 'p@example.test' } } }],
      [{ type: 'page', context: { traits: { email: 'p@example.test' } } }],
      [{ type: 'group', context: { traits: { email: 'p@example.test' } } }],
    ])('takes a person who is known by an address alone: %j', (message) => {
      expect(recordOf(message).identifiers).toEqual({ email: 'p@example.test' });
    });

    it.each([
      [{ type: 'identify', traits: { plan: 'pro' } }],
      [{ ...track, userId: '' }],
      [{ type: 'page', name: 'Home' }],
      [{ type: 'screen', userId: null }],
      [{ type: 'group', groupId: 'g1', traits: { email: 'office@initech.test' } }],
    ])('refuses %j, which names nobody', (message) => {
      expect(codeOf(message)).toBe('NO_IDENTIFIER');
    });
  });

  describe('consent', () => {
    const context = {
      consent: { categoryPreferences: { email: true, sms: false, ads: 'yes', push: null } },
    };

    it.each([track, { type: 'identify', userId: 'u1' }, { type: 'group', userId: 'u1' }])(
      'is taken from the context, as far as it is yes or no: %j',
      (message) => {
        expect(recordOf({ ...message, context })).toMatchObject({
          consent: { email: true, sms: false },
        });
        expect(recordOf({ ...message, context })).not.toHaveProperty('consent.ads');
      },
    );

    it.each([
      [undefined],
      ['text'],
      [{ consent: true }],
      [{ consent: { categoryPreferences: [true] } }],
      [{ consent: { categoryPreferences: {} } }],
    ])('is left open by the context %j', (given) => {
      expect(recordOf({ ...track, context: given })).not.toHaveProperty('consent');
    });
  });

  describe('context', () => {
    it('lies over that of the batch, key by key', () => {
      const batch = {
        ip: '1.1.1.1',
        device: { type: 'phone' },
        traits: { email: 'p@example.test' },
        consent: { categoryPreferences: { email: true, sms: true } },
      };
      const context = {
        device: { id: 'd1' },
        consent: { categoryPreferences: { sms: false } },
      };

      const record = recordOf({ ...track, context }, { context: batch });

      expect(record).toMatchObject({
        context: { ip: '1.1.1.1', device: { type: 'phone', id: 'd1' } },
        consent: { email: true, sms: false },
        identifiers: { userId: 'u1', email: 'p@example.test' },
      });
    });

    it.each(['text', 5, [1]])('that is %p is taken for none', (context) => {
      expect(recordOf({ ...track, context })).not.toHaveProperty('context');
    });
  });

  describe('time', () => {
    const slowByAnHour = {
      sentAt: new Date('2026-01-15T11:00:00.000Z'),
    };

    it('is when the message arrived, where it says nothing else', () => {
      expect(recordOf(track, slowByAnHour)).toMatchObject({ occurredAt: receivedAt });
      expect(recordOf({ ...track, timestamp: null })).toMatchObject({ occurredAt: receivedAt });
    });

    it('is the timestamp as given, where the sender’s clock is not known', () => {
      const record = recordOf({ ...track, timestamp: '2026-01-15T10:30:00Z' });

      expect(record).toMatchObject({ occurredAt: new Date('2026-01-15T10:30:00Z') });
    });

    it.each(['timestamp', 'originalTimestamp'])(
      'is put right by what the sender’s clock is wrong: %s',
      (key) => {
        const record = recordOf({ ...track, [key]: '2026-01-15T10:30:00Z' }, slowByAnHour);

        expect(record).toMatchObject({ occurredAt: new Date('2026-01-15T11:30:00Z') });
      },
    );

    it('is put right on every type of message', () => {
      const timestamp = '2026-01-15T10:30:00Z';
      const messages = [
        { type: 'identify', userId: 'u1', timestamp },
        { type: 'group', userId: 'u1', timestamp },
        { type: 'alias', userId: 'u1', previousId: 'a1', timestamp },
      ];

      const records = messages.map((message) => recordOf(message, slowByAnHour));

      const observedAt = new Date('2026-01-15T11:30:00Z');
      expect(records).toMatchObject([{ observedAt }, { observedAt }, { observedAt }]);
    });

    it('is not put right a second time when the message came through Segment', () => {
      const record = recordOf(
        {
          ...track,
          timestamp: '2026-01-15T09:30:00Z',
          originalTimestamp: '2026-01-15T08:30:00Z',
          receivedAt: '2026-01-15T09:30:01Z',
        },
        slowByAnHour,
      );

      expect(record).toMatchObject({ occurredAt: new Date('2026-01-15T09:30:00Z') });
    });

    it.each(['soon', '', '2026-02-30', 1_768_478_400, ['2026-01-15'], '12026-01-01'])(
      'that is %p is refused',
      (timestamp) => {
        expect(codeOf({ ...track, timestamp })).toBe('INVALID_TIMESTAMP');
      },
    );

    it.each([
      ['9999-12-31T23:00:00Z', '2026-01-15T10:00:00Z'],
      ['0001-01-01T01:00:00Z', '2026-01-15T14:00:00Z'],
    ])('is refused when putting %s right leaves the calendar', (timestamp, sentAt) => {
      expect(codeOf({ ...track, timestamp }, { sentAt: new Date(sentAt) })).toBe(
        'INVALID_TIMESTAMP',
      );
    });
  });

  describe('message id', () => {
    it.each([undefined, null, '', ' ', {}])('that is %p is none', (messageId) => {
      expect(recordOf({ ...track, messageId })).not.toHaveProperty('messageId');
    });

    it('is kept up to 255 characters and refused when it is longer', () => {
      const longest = 'm'.repeat(255);

      expect(recordOf({ ...track, messageId: longest })).toMatchObject({ messageId: longest });
      expect(codeOf({ ...track, messageId: `${longest}m` })).toBe('MESSAGE_ID_TOO_LONG');
    });
  });

  describe('refusals', () => {
    it.each([undefined, null, 'track', 5, true, [track]])('refuses %p as a message', (message) => {
      expect(codeOf(message)).toBe('NOT_AN_OBJECT');
    });

    it.each([undefined, null, '', 'Track', 'toString', 5, ['track']])(
      'refuses a message of type %p',
      (type) => {
        expect(codeOf({ ...track, type })).toBe('UNKNOWN_TYPE');
      },
    );

    it('sends a request to delete to the hub’s erasure', () => {
      const result = parseMessage({ type: 'delete', userId: 'u1' }, { receivedAt });

      expect(result).toMatchObject({
        rejection: { code: 'DELETE_NOT_SUPPORTED', reason: expect.stringContaining('erasure') },
      });
    });

    it('refuses what is nested too deep to be stored, and does not keep it', () => {
      const deep: unknown = JSON.parse('{"a":'.repeat(5000) + '1' + '}'.repeat(5000));

      const rejections = [
        parseMessage({ ...track, properties: deep }, { receivedAt }),
        parseMessage(deep, { receivedAt }),
      ];

      const rejection = { code: 'NESTED_TOO_DEEP', reason: expect.any(String) };
      expect(rejections).toEqual([{ rejection }, { rejection }]);
    });

    it('refuses a batch’s context that is nested too deep', () => {
      const context = { a: JSON.parse('['.repeat(200) + ']'.repeat(200)) as [] };

      expect(codeOf(track, { context })).toBe('NESTED_TOO_DEEP');
    });

    it('keeps the message, and quotes nothing of it in the reason', () => {
      const message = { type: 'track', event: '', userId: 'ada@example.test' };

      const result = parseMessage(message, { receivedAt });

      expect(result).toMatchObject({ rejection: { raw: message } });
      expect('rejection' in result && result.rejection.reason).not.toContain('ada');
    });
  });
});
