import { nearestNames } from './templates/nearest-names.js';
import { isLeaf, flatten, toNodes } from './rules/rule-nodes.js';
import { treeLeaves } from './rules/visit-rule.js';
import type { EventNames, Leaf, Rule, SequenceStep, Where } from './rules/rule.js';

/** What occurs in the data; keys are as rules write them. */
export interface Occurring {
  readonly events: readonly string[];
  readonly traits: readonly string[];
  /** By event name; an event that is not here has not been looked at. */
  readonly properties: ReadonlyMap<string, readonly string[]>;
}

/** A trait, event or property that a rule asks about and that never occurred. */
export interface UnknownName {
  readonly kind: 'trait' | 'event' | 'property';
  readonly name: string;
  /** JSON Pointer of the condition that asks. */
  readonly pointer: string;
  /** Names that do occur and may be meant, the best first. */
  readonly nearest: readonly string[];
}

/** Each name once for each condition that asks about it. */
export function findUnknown(rule: Rule, occurring: Occurring): readonly UnknownName[] {
  return flatten(toNodes(rule)).flatMap(({ rule: part, pointer }) => {
    const asked = isLeaf(part) ? namesOf(part) : [];
    const unknown = asked.flatMap(({ kind, name, among }) => {
      const known = knownNames(kind, among, occurring);
      if (known === undefined || known.includes(name)) return [];
      return [{ kind, name, pointer, nearest: nearestNames(name, known) }];
    });
    return [...new Map(unknown.map((one) => [`${one.kind} ${one.name}`, one])).values()];
  });
}

interface AskedName {
  readonly kind: UnknownName['kind'];
  readonly name: string;
  /** Of a property: the events that it is asked of. */
  readonly among: EventNames;
}

/** @returns undefined where it cannot be told */
function knownNames(
  kind: AskedName['kind'],
  among: EventNames,
  { events, traits, properties }: Occurring,
): readonly string[] | undefined {
  if (kind === 'event') return events;
  if (kind === 'trait') return traits;
  // Of an event that does not occur that alone is said.
  if (among === 'any' || !among.every((name) => properties.has(name) && events.includes(name))) {
    return undefined;
  }
  return among.flatMap((name) => properties.get(name)!);
}

function namesOf(leaf: Leaf): readonly AskedName[] {
  switch (leaf.kind) {
    case 'trait':
      return [trait(leaf.condition.path)];
    case 'event': {
      const { names, where, measure } = leaf;
      const asked = [...events(names), ...propertiesIn(where, names)];
      if (measure.kind === 'occurrence') return [...asked, ...propertiesIn(measure.having, names)];
      return 'property' in measure
        ? [...asked, ...property(measure.property.root, measure.property.path, names)]
        : asked;
    }
    case 'sequence':
      return [...leaf.steps, ...(leaf.absent ? [leaf.absent] : [])].flatMap(ofStep);
    case 'everyone':
    case 'static':
    case 'segment':
    case 'identifier':
    case 'source':
    case 'consent':
    case 'bucket':
    case 'firstSeen':
    case 'lastSeen':
      return [];
  }
}

const ofStep = ({ names, where }: SequenceStep): readonly AskedName[] => [
  ...events(names),
  ...propertiesIn(where, names),
];

const trait = ([key]: readonly string[]): AskedName => ({
  kind: 'trait',
  name: toPath(key!),
  among: [],
});

const events = (names: EventNames): readonly AskedName[] =>
  names === 'any' ? [] : names.map((name) => ({ kind: 'event', name, among: [] }));

const propertiesIn = (where: Where | undefined, names: EventNames): readonly AskedName[] =>
  where
    ? treeLeaves(where).flatMap(({ root, condition }) => property(root, condition.path, names))
    : [];

const property = (
  root: 'properties' | 'context',
  [key]: readonly string[],
  among: EventNames,
): readonly AskedName[] =>
  root === 'context' ? [] : [{ kind: 'property', name: toPath(key!), among }];

/** A key as rules write it. */
const toPath = (key: string): string => key.replaceAll('.', '\\.');
