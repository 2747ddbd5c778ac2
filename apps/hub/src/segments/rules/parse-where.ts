import { parseProperty, PROPERTY_KEYS } from './parse-condition.js';
import { type Grammar, parseTree } from './parse-tree.js';
import { type Place } from './place.js';
import { type PropertyLeaf, type Where } from './rule.js';

const WHERE: Grammar<PropertyLeaf> = {
  name: 'a where: a group or a property',
  leaves: { property: { keys: PROPERTY_KEYS, parse: parseProperty } },
  misplaced: {
    trait: 'is about the profile, where only a property of the event can be asked',
    heldFor: 'is for traits only',
  },
};

export const parseWhere = (json: unknown, at: Place): Where | undefined =>
  parseTree(WHERE, json, at);
