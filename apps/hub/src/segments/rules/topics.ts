import { type Condition, type EventNames, type Leaf, type Rule } from './rule.js';
import { leavesOf } from './visit-rule.js';

/**
 * What may have changed of a profile, as marks say it and rules ask about it: a rule whose topics are all absent from a mark has the
 * answer that it had before.
 */
export const topic = {
  /** Anything that a source said. */
  message: 'message',
  event: 'event',
  eventNamed: (name: string): string => `event:${name}`,
  /** The merged value of a trait, by its key. */
  trait: (key: string): string => `trait:${key}`,
  /** What any source said of a trait, and when, whether or not the merged value is another one. */
  observed: (key: string): string => `observed:${key}`,
  identifier: 'identifier',
  consent: 'consent',
  /** Whether a connection knows the profile. */
  source: (connectionId: string): string => `source:${connectionId}`,
} as const;

/** Not those of the segments that it refers to. What no message changes (buckets, lists that people keep) has none. */
export const topicsOf = (rule: Rule): ReadonlySet<string> =>
  new Set(leavesOf(rule).flatMap(topicsOfLeaf));

function topicsOfLeaf(leaf: Leaf): readonly string[] {
  switch (leaf.kind) {
    case 'event':
      return topicsOfEvents(leaf.names);
    case 'sequence':
      return [...leaf.steps, ...(leaf.absent ? [leaf.absent] : [])].flatMap(({ names }) =>
        topicsOfEvents(names),
      );
    case 'trait': {
      const keys = keysOf(leaf.condition);
      const isHeld = leaf.heldFor !== undefined;
      return [...keys.map(topic.trait), ...(isHeld ? keys.map(topic.observed) : [])];
    }
    case 'firstSeen':
    case 'lastSeen':
      return [topic.message];
    case 'identifier':
      return [topic.identifier];
    case 'consent':
      return [topic.consent];
    case 'source':
      return [topic.source(leaf.connection)];
    case 'everyone':
    case 'static':
    case 'segment':
    case 'bucket':
      return [];
  }
}

const topicsOfEvents = (names: EventNames): readonly string[] =>
  names === 'any' ? [topic.event] : names.map(topic.eventNamed);

/** Of the trait, and of the one that it is compared with. */
function keysOf(condition: Condition): readonly string[] {
  const [key] = condition.path;
  const isCompared = 'operand' in condition && condition.operand.type === 'trait';
  return isCompared ? [key!, condition.operand.path[0]!] : [key!];
}
