import {
  type Condition,
  type EventLeaf,
  type Leaf,
  type Rule,
  type SequenceLeaf,
  type Tree,
  type Where,
  type Window,
} from '../rules/rule.js';
import { isGroup, isNot } from './compile-tree.js';

/**
 * Whether time alone can change an answer. Fixed bounds do not move, and an event dated in the future counts as
 * new data when its time comes. What a referenced segment depends on is that segment's own matter.
 */
export const isTimeDependent = (rule: Rule): boolean => someLeaf(rule, leafDepends);

function someLeaf<L extends object>(tree: Tree<L>, test: (leaf: L) => boolean): boolean {
  if (isGroup(tree)) return tree.rules.some((child) => someLeaf(child, test));
  return isNot(tree) ? someLeaf(tree.rule, test) : test(tree);
}

function leafDepends(leaf: Leaf): boolean {
  switch (leaf.kind) {
    case 'trait':
      return leaf.heldFor !== undefined || conditionDepends(leaf.condition);
    case 'event':
      return eventDepends(leaf);
    case 'sequence':
      return sequenceDepends(leaf);
    case 'firstSeen':
    case 'lastSeen':
      return windowDepends(leaf.within);
    case 'everyone':
    case 'segment':
    case 'identifier':
    case 'source':
    case 'consent':
    case 'bucket':
      return false;
  }
}

function eventDepends({ where, within, measure }: EventLeaf): boolean {
  const having = measure.kind === 'occurrence' ? measure.having : undefined;
  const hasPeriods = measure.kind === 'count' && measure.periods !== undefined;
  return hasPeriods || windowDepends(within) || whereDepends(where) || whereDepends(having);
}

/** A step's own `within` lies between two events; that of the absent one ends at some time from now. */
const sequenceDepends = ({ steps, absent, within }: SequenceLeaf): boolean =>
  windowDepends(within) ||
  absent?.within !== undefined ||
  whereDepends(absent?.where) ||
  steps.some(({ where }) => whereDepends(where));

const windowDepends = (window: Window | undefined): boolean =>
  window !== undefined && window.kind !== 'range';

const whereDepends = (where: Where | undefined): boolean =>
  where !== undefined && someLeaf(where, ({ condition }) => conditionDepends(condition));

const RELATIVE: ReadonlySet<Condition['op']> = new Set([
  'withinLast',
  'withinNext',
  'olderThan',
  'inPeriod',
  'anniversaryWithinNext',
] as const);

const conditionDepends = ({ op }: Condition): boolean => RELATIVE.has(op);
