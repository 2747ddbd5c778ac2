import { parseTrait, TRAIT_KEYS } from './parse-condition.js';
import { EVENT_KEYS, parseEvent } from './parse-event.js';
import { IDENTIFIER_KEYS, parseIdentifier } from './parse-identifier.js';
import {
  parseBucket,
  parseConsent,
  parseEveryone,
  parseFirstSeen,
  parseLastSeen,
  parseSegment,
  parseSource,
} from './parse-leaf.js';
import { parseSequence, SEQUENCE_KEYS } from './parse-sequence.js';
import { type Grammar, parseTree } from './parse-tree.js';
import { refuse, type Report, startOf } from './place.js';
import { RuleError } from './rule-error.js';
import { type Leaf, type Rule } from './rule.js';

const MAX_LEAVES = 200;

const RULE: Grammar<Leaf> = {
  name: 'a rule',
  leaves: {
    trait: { keys: TRAIT_KEYS, parse: parseTrait },
    event: { keys: EVENT_KEYS, parse: parseEvent },
    sequence: { keys: SEQUENCE_KEYS, parse: parseSequence },
    segment: { keys: ['segment'], parse: parseSegment },
    identifier: { keys: IDENTIFIER_KEYS, parse: parseIdentifier },
    source: { keys: ['source'], parse: parseSource },
    consent: { keys: ['consent', 'is'], parse: parseConsent },
    bucket: { keys: ['bucket'], parse: parseBucket },
    firstSeen: { keys: ['firstSeen'], parse: parseFirstSeen },
    lastSeen: { keys: ['lastSeen'], parse: parseLastSeen },
    everyone: { keys: ['everyone'], parse: parseEveryone },
  },
  misplaced: { property: 'belongs in the where of an event' },
};

/**
 * Reads a rule as the page of the rule language describes it, and nothing else.
 *
 * @param json what JSON.parse or a YAML parser gave
 * @throws RuleError with every problem, each with a pointer to its place in `json`
 */
export function parseRule(json: unknown): Rule {
  const report: Report = { problems: [], leafCount: 0, nodeCount: 0 };
  const start = startOf(report);
  const rule = parseTree(RULE, json, start);
  if (report.leafCount > MAX_LEAVES) refuse(start, `must not have more than ${MAX_LEAVES} leaves`);
  if (rule === undefined || report.problems.length > 0) throw new RuleError(report.problems);
  return rule;
}

export { leavesOf, referencedSegments } from './visit-rule.js';
