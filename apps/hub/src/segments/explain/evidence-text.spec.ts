import { describe, expect, it } from '@jest/globals';
import type { Evidence } from './evidence.js';
import { evidenceText } from './evidence-text.js';

const ORDER = { name: 'Order', at: 'T1', properties: { total: 5 } };
const CART = { name: 'Cart', at: 'T0', properties: {} };
const WINDOW = { from: 'T0', isFromIncluded: false, to: 'T9', isToIncluded: true };

describe('evidenceText', () => {
  it.each<[string, Evidence | null, readonly string[]]>([
    ['nothing', null, []],
    [
      'a trait',
      {
        kind: 'trait',
        value: 'x',
        source: { connection: 'crm', at: 'T1' },
        since: 'T0',
        comparedWith: null,
      },
      ['it is "x", as crm said at T1, so since T0; the other is missing'],
    ],
    [
      'a missing trait',
      { kind: 'trait', value: null, source: null, since: null },
      ['it is missing'],
    ],
    [
      'events',
      {
        kind: 'event',
        count: 2,
        value: null,
        events: [ORDER],
        window: WINDOW,
        periods: [{ from: 'T0', to: 'T1', count: 2, holds: true }],
        chosen: { ...CART, isInWindow: true, hasHaving: false },
      },
      [
        'window: after T0, up to T9',
        '2 events found, which give no value, the latest 1:',
        'T1 Order {"total":5}',
        '✓ 2 from T0 to before T1',
        'chosen: T0 Cart',
      ],
    ],
    [
      'a sequence',
      {
        kind: 'sequence',
        steps: [
          { state: 'found', event: CART, until: null },
          { state: 'late', event: ORDER, until: 'T0' },
          { state: 'missing', event: null, until: 'T3' },
          { state: 'missing', event: null, until: null },
        ],
        window: { from: null, isFromIncluded: false, to: 'T9', isToIncluded: false },
        isPartial: true,
      },
      [
        'window: before T9',
        '1. T0 Cart',
        '2. too late, after T0: T1 Order {"total":5}',
        '3. missing, until T3',
        '4. missing',
        'only the latest events were looked at',
      ],
    ],
    [
      'an absent step that is blocked',
      { kind: 'sequence', steps: [], absent: { state: 'blocked', event: CART, until: null } },
      ['1. blocked by T0 Cart'],
    ],
    [
      'an absent step that is awaited',
      { kind: 'sequence', steps: [], absent: { state: 'waiting', event: null, until: 'T3' } },
      ['1. nothing came yet, until T3'],
    ],
    [
      'an absent step',
      { kind: 'sequence', steps: [], absent: { state: 'absent', event: null, until: 'T3' } },
      ['1. nothing came'],
    ],
    ['a segment', { kind: 'segment', memberSince: 'T0' }, ['member since T0']],
    ['no member', { kind: 'segment', memberSince: null }, ['stored as no member']],
    ['a list', { kind: 'static', addedAt: 'T0', addedBy: 'ann' }, ['added at T0 by ann']],
    ['no entry of a list', { kind: 'static', addedAt: null, addedBy: null }, ['not in the list']],
    [
      'identifiers',
      { kind: 'identifier', values: [{ value: 'a@example.com', connection: 'web', at: 'T0' }] },
      ['it has a@example.com'],
    ],
    ['no identifiers', { kind: 'identifier', values: [] }, ['it has none']],
    ['a source', { kind: 'source', knownSince: 'T0' }, ['known since T0']],
    ['no source', { kind: 'source', knownSince: null }, ['not known there']],
    [
      'consent',
      { kind: 'consent', state: 'denied', source: { connection: 'crm', at: 'T1' } },
      ['denied, as crm said at T1'],
    ],
    ['no consent', { kind: 'consent', state: 'unknown', source: null }, ['unknown']],
    ['a bucket', { kind: 'bucket', share: 12.5 }, ['its share is 12.5 per cent']],
    [
      'the last message',
      { kind: 'lastSeen', at: null, window: WINDOW },
      ['never heard of', 'window: after T0, up to T9'],
    ],
  ])('reads as lines of text: %s', (_, evidence, lines) => {
    expect(evidenceText(evidence)).toEqual(lines);
  });
});
