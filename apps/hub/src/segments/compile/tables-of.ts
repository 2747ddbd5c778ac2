import { type Leaf, type Rule } from '../rules/rule.js';
import { leavesOf } from '../rules/visit-rule.js';
import { type RuleTable } from './compile-context.js';

/** The tables that the compiled rule reads beside `profile` and `event`. */
export const tablesOf = (rule: Rule): ReadonlySet<RuleTable> =>
  new Set(leavesOf(rule).flatMap(tablesOfLeaf));

function tablesOfLeaf(leaf: Leaf): readonly RuleTable[] {
  switch (leaf.kind) {
    case 'static':
      return ['static_member'];
    case 'trait':
      return leaf.heldFor === undefined ? [] : ['trait_history'];
    case 'segment':
      return ['membership'];
    case 'identifier':
      return ['profile_identifier'];
    case 'source':
      return ['profile_connection'];
    case 'consent':
      return ['trait_state'];
    case 'firstSeen':
      return ['profile_id'];
    case 'lastSeen':
      return ['trait_history'];
    case 'everyone':
    case 'event':
    case 'sequence':
    case 'bucket':
      return [];
  }
}
