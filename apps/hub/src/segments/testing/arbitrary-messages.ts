import fc from 'fast-check';
import { EVENT_NAMES } from './arbitrary-rules.js';
import { documents, instants } from './arbitrary-values.js';
import type { Json } from './person.js';
import type { Setting } from './settings.js';

/** A message, and the step in which it arrives. */
export interface Sent {
  readonly message: Json;
  readonly step: number;
}

export interface MessageLimits {
  readonly people: number;
  readonly messages: number;
  readonly steps: number;
}

const MESSAGES_OF_ONE_CONNECTION = 12;

interface Draft {
  readonly type: string;
  readonly person: number;
  /** How far away another person is who is named as well. */
  readonly other: number | undefined;
  readonly names: string;
  /** Names in their place, unless it arrives in the first step: so that people turn out to be one later on. */
  readonly linking: string | undefined;
  readonly timestamp: number | undefined;
  readonly event: string;
  readonly title: string | undefined;
  readonly values: Json;
  readonly page: Json | undefined;
  readonly consent: Json | undefined;
  readonly source: string | undefined;
  readonly letter: string | undefined;
  readonly step: number;
  /** Which one of the messages before is sent again: as it was or with other contents, by its connection or another one. */
  readonly again:
    { readonly of: number; readonly isSame: boolean; readonly isElsewhere: boolean } | undefined;
}

/** Once in `times`. */
const seldom = <T>(times: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

function drafts(setting: Setting, { people, steps }: MessageLimits): fc.Arbitrary<Draft> {
  const types = ['identify', 'identify', 'identify', 'track', 'track', 'track', 'track', 'track'];
  return fc.record({
    type: fc.constantFrom(...types, 'track', 'page', 'screen', 'group', 'alias'),
    person: fc.nat({ max: people - 1 }),
    other: seldom(40, fc.integer({ min: 1, max: people - 1 })),
    names: fc.constantFrom('u', 'u', 'u', 'a', 'a', 'A', 'ua', 'e', 'p', 'U'),
    linking: fc.constantFrom('ua', 'ue', 'ae', 'uep', 'aU', undefined, undefined),
    timestamp: fc.option(instants(setting), { nil: undefined, freq: 6 }),
    event: fc.constantFrom(...EVENT_NAMES),
    title: fc.constantFrom('Home', 'Shop', undefined),
    values: documents(setting),
    page: seldom(3, documents(setting)),
    consent: seldom(
      4,
      fc.record(
        { email: fc.boolean(), sms: fc.boolean(), post: fc.constant('yes') },
        { requiredKeys: [] },
      ),
    ),
    source: fc.constantFrom('crm', 'web', undefined),
    letter: fc.constantFrom('a', 'B', 'é', undefined, undefined),
    // Most arrive at once, so that often only time passes.
    step: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.nat({ max: steps - 1 }) },
    ),
    again: seldom(8, fc.record({ of: fc.nat(), isSame: fc.boolean(), isElsewhere: fc.boolean() })),
  });
}

/**
 * Messages about a few people, in order of arrival. Now and then one says that two people are one, or arrives again under
 * the same id, as it was or changed.
 */
export const messages = (setting: Setting, limits: MessageLimits): fc.Arbitrary<readonly Sent[]> =>
  fc
    .array(drafts(setting, limits), { minLength: limits.messages, maxLength: limits.messages })
    .map((drawn) =>
      drawn
        .map((draft, index) => ({ message: toMessage(drawn, index, limits), step: draft.step }))
        .sort((a, b) => a.step - b.step),
    );

function toMessage(drafts: readonly Draft[], index: number, { people }: MessageLimits): Json {
  const draft = drafts[index]!;
  const { again } = draft;
  const former = again && index > 0 ? again.of % index : index;
  const { person, other, letter, step, linking } = drafts[former]!;
  const names = (step > 0 ? linking : undefined) ?? drafts[former]!.names;
  // As connections send: many at a time.
  const sender = again?.isElsewhere ? index : former;
  const { source } = drafts[sender - (sender % MESSAGES_OF_ONE_CONNECTION)]!;
  const { type, timestamp, event, title, values, page, consent } = again?.isSame
    ? drafts[former]!
    : draft;
  const name = namesOf(person, names, type);
  const second = other === undefined ? NOBODY : namesOf((person + other) % people, 'ue', type);
  const traits = { ...second.addresses, ...name.addresses };
  const isAbout = Object.keys(traits).length > 0 && type !== 'identify' && type !== 'alias';
  const context = {
    ...(page && { page }),
    ...(consent && { consent: { categoryPreferences: consent } }),
    ...(isAbout && { traits }),
  };
  return {
    type,
    ...second.ids,
    ...name.ids,
    ...contents({ type, event, title, values }, traits),
    ...(timestamp !== undefined && { timestamp: new Date(timestamp).toISOString() }),
    ...(Object.keys(context).length > 0 && { context }),
    ...(source !== undefined && { source }),
    ...(letter !== undefined && { messageId: `${letter}${former}` }),
  };
}

function contents(
  { type, event, title, values }: Pick<Draft, 'type' | 'event' | 'title' | 'values'>,
  traits: Json,
): Json {
  if (type === 'identify') return { traits: { ...values, ...traits } };
  if (type === 'group') return { groupId: 'g', traits: { plan: 'group', email: 'g@example.com' } };
  if (type === 'alias') return {};
  if (type === 'track') return { event, properties: values };
  const category = values['n'] === undefined ? {} : { category: 'Shop' };
  return { ...(title !== undefined && { name: title }), ...category, properties: values };
}

interface Names {
  readonly ids: Json;
  readonly addresses: Json;
}

const NOBODY: Names = { ids: {}, addresses: {} };

/** An alias needs a user id and a former one; everything else is content with any name. */
function namesOf(person: number, names: string, type: string): Names {
  if (type === 'alias') {
    const previousId = names.includes('A') ? `v${person}` : `a${person}`;
    return { ids: { userId: `u${person}`, previousId }, addresses: {} };
  }
  const phone = `+49 30 90182${100 + person}`;
  return {
    ids: {
      ...(names.includes('u') && { userId: `u${person}` }),
      ...(names.includes('U') && { userId: ` v${person} ` }),
      ...(names.includes('a') && { anonymousId: `a${person}` }),
      ...(names.includes('A') && { anonymousId: `v${person}` }),
    },
    addresses: {
      ...(names.includes('e') && { email: `P${person}@Example.com` }),
      ...(names.includes('p') && { phone }),
    },
  };
}
