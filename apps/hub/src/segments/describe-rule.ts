import { anyOf, conditionText, missingText, searchTextOf } from './describe-rule-condition.js';
import { eventText, sequenceText } from './describe-rule-event.js';
import { durationText, pathText, quote, windowText } from './describe-rule-words.js';
import type { ConsentLeaf, IdentifierLeaf, Leaf, Rule, TraitLeaf } from './rules/rule.js';

/**
 * One node of a rule in plain English, to be read as what is said of a person, with how missing values count. Of a group only how
 * its children are taken together.
 */
export function describeRule(rule: Rule): string {
  if (!('rules' in rule) && !('rule' in rule)) return describeLeaf(rule);
  switch (rule.kind) {
    case 'all':
      return rule.rules.length === 1 ? 'this holds' : `all ${rule.rules.length} of these hold`;
    case 'any':
      return rule.rules.length === 1
        ? 'this holds'
        : `at least one of these ${rule.rules.length} holds`;
    case 'not':
      return 'this does not hold';
  }
}

function describeLeaf(leaf: Leaf): string {
  switch (leaf.kind) {
    case 'everyone':
      return 'is anyone at all';
    case 'static':
      return 'is in the list that people keep by hand';
    case 'trait':
      return describeTrait(leaf);
    case 'event':
      return eventText(leaf);
    case 'sequence':
      return sequenceText(leaf);
    case 'segment':
      return `is a member of the segment ${quote(leaf.key)}`;
    case 'identifier':
      return describeIdentifier(leaf);
    case 'source':
      return `is known to the connection ${quote(leaf.connection)}`;
    case 'consent':
      return describeConsent(leaf);
    case 'bucket': {
      const drawn = leaf.salt === undefined ? 'of this segment' : `drawn with ${quote(leaf.salt)}`;
      return `has a random share ${drawn} from ${leaf.from} to less than ${leaf.to} per cent`;
    }
    case 'firstSeen':
      return `was heard of for the first time ${windowText(leaf.within)}`;
    case 'lastSeen':
      return `was heard of last ${windowText(leaf.within)}`;
  }
}

function describeTrait({ condition, heldFor }: TraitLeaf): string {
  const held = heldFor
    ? `, and has not changed for ${durationText(heldFor)} (one that was never set never changed)`
    : '';
  const missing = missingText(condition);
  const text = conditionText(condition, pathText(condition.path));
  return `${text}${held}${missing ? ` — ${missing}` : ''}`;
}

function describeIdentifier({ type, test, ignoreCase }: IdentifierLeaf): string {
  const any = (text: string): string =>
    `any ${type} ${text}${ignoreCase ? ', in any case' : ''} — having none counts as false here`;
  const every = (text: string): string =>
    `every ${type} ${text}${ignoreCase ? ', in any case' : ''} — having none counts as true here`;
  switch (test.op) {
    case 'exists':
      return `has an identifier of the type ${type}`;
    case 'missing':
      return `has no identifier of the type ${type}`;
    case 'eq':
      return any(`is ${quote(test.value)}`);
    case 'neq':
      return every(`is not ${quote(test.value)}`);
    case 'in':
      return any(`is ${anyOf(test.values)}`);
    case 'nin':
      return every(`is not ${anyOf(test.values)}`);
    case 'ncontains':
      return every(searchTextOf(test));
    case 'contains':
    case 'startsWith':
    case 'endsWith':
    case 'matches':
      return any(searchTextOf(test));
  }
}

function describeConsent({ channel, is }: ConsentLeaf): string {
  const state = {
    granted: `has granted consent to ${channel} — nothing said counts as false here`,
    denied: `has denied consent to ${channel} — nothing said counts as false here`,
    unknown: `has said nothing about consent to ${channel}`,
  };
  return state[is];
}
