import { isObject, type Json, type JsonObject } from './json';

/** What stands in the groups: conditions on people, or on the properties of one event. */
export type Grammar = 'rule' | 'where';

const RULE_KINDS = [
  'trait',
  'event',
  'sequence',
  'segment',
  'identifier',
  'source',
  'consent',
  'bucket',
  'firstSeen',
  'lastSeen',
  'everyone',
] as const;

export type LeafKind = (typeof RULE_KINDS)[number] | 'property' | 'json';

const KINDS: Readonly<Record<Grammar, readonly LeafKind[]>> = {
  rule: RULE_KINDS,
  where: ['property'],
};

/** Which leaf it is, by its key; `json` where that cannot be told. */
export function kindOf(leaf: Json, grammar: Grammar): LeafKind {
  if (!isObject(leaf)) return 'json';
  const kinds = KINDS[grammar].filter((kind) => Object.hasOwn(leaf, kind));
  return kinds.length === 1 ? kinds[0]! : 'json';
}

interface Offer {
  readonly kind: LeafKind;
  readonly label: string;
  readonly hint: string;
  /** What one begins with. */
  readonly leaf: JsonObject;
}

export const OFFERS: Readonly<Record<Grammar, readonly Offer[]>> = {
  rule: [
    {
      kind: 'event',
      label: 'Did or did not do something',
      hint: 'How often, how much, when',
      leaf: { event: '' },
    },
    {
      kind: 'trait',
      label: 'Has a trait',
      hint: 'Plan, country, sign-up date …',
      leaf: { trait: '', op: 'eq', value: '' },
    },
    {
      kind: 'sequence',
      label: 'Did things in order',
      hint: 'This, then that, within a time',
      leaf: { sequence: [{ event: '' }, { event: '' }] },
    },
    {
      kind: 'segment',
      label: 'Is in a segment',
      hint: 'Build on one that exists',
      leaf: { segment: '' },
    },
    {
      kind: 'identifier',
      label: 'Has an identifier',
      hint: 'E-mail address, user id, phone',
      leaf: { identifier: 'email', op: 'exists' },
    },
    {
      kind: 'consent',
      label: 'Gave consent',
      hint: 'By channel',
      leaf: { consent: 'email', is: 'granted' },
    },
    {
      kind: 'source',
      label: 'Is known to a connection',
      hint: 'Comes from the CRM, the shop …',
      leaf: { source: '' },
    },
    {
      kind: 'firstSeen',
      label: 'Was first seen',
      hint: 'New people',
      leaf: { firstSeen: { last: '30d' } },
    },
    {
      kind: 'lastSeen',
      label: 'Was last seen',
      hint: 'Active or quiet people',
      leaf: { lastSeen: { last: '30d' } },
    },
    {
      kind: 'bucket',
      label: 'Random share',
      hint: 'For tests and control groups',
      leaf: { bucket: { from: 0, to: 50 } },
    },
    { kind: 'everyone', label: 'Everyone', hint: 'No condition at all', leaf: { everyone: true } },
  ],
  where: [
    {
      kind: 'property',
      label: 'Property',
      hint: 'Of the same event',
      leaf: { property: '', op: 'eq', value: '' },
    },
  ],
};
