import { conditionText, missingText, treeText } from './describe-rule-condition.js';
import {
  amount,
  comparisonText,
  durationText,
  namesText,
  propertyText,
  unitsText,
  windowText,
} from './describe-rule-words.js';
import type {
  EventLeaf,
  NumberComparison,
  SequenceLeaf,
  SequenceStep,
  Where,
} from './rules/rule.js';

export function eventText(leaf: EventLeaf): string {
  const { measure } = leaf;
  const during = leaf.within ? ` ${windowText(leaf.within)}` : '';
  const events = `${namesText(leaf.names)}${whereText(leaf.where)}`;
  switch (measure.kind) {
    case 'count': {
      const count = timesText(measure.comparison);
      if (measure.periods === undefined) return `did ${events} ${count}${during}${ZERO}`;
      const { unit, last, atLeast } = measure.periods;
      const units = `${amount(atLeast, unit)} or more of ${unitsText(unit, last)}`;
      return `did ${events} ${count} in each of ${units}${ZERO}`;
    }
    case 'distinct':
      return `the number of different ${propertyText(measure.property)} of ${events}${during} is ${comparisonText(measure.comparison)} — without any it is 0`;
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
      return `${NAMES[measure.kind]} ${propertyText(measure.property)} of ${events}${during} is ${comparisonText(measure.comparison)} — ${OVER_NOTHING[measure.kind]}`;
    case 'occurrence': {
      const conditions = [
        ...(leaf.within ? [`was ${windowText(leaf.within)}`] : []),
        ...(measure.having ? [`had ${bareWhere(measure.having)}`] : []),
      ];
      const asked = conditions.length === 0 ? 'is there' : conditions.join(' and ');
      return `the ${measure.which} ${events} of all times ${asked} — never having done it counts as false here`;
    }
  }
}

const timesText = (comparison: NumberComparison): string =>
  `${comparisonText(comparison)} ${'value' in comparison && comparison.value === 1 ? 'time' : 'times'}`;

const ZERO = ' — never having done it counts as 0 times';

const NAMES = {
  sum: 'the sum of',
  avg: 'the average of',
  min: 'the least',
  max: 'the greatest',
} as const;

const NO_NUMBERS = 'values that are no numbers are left out; without any it counts as false here';
const OVER_NOTHING = {
  sum: 'values that are no numbers are left out; without any it is 0',
  avg: NO_NUMBERS,
  min: NO_NUMBERS,
  max: NO_NUMBERS,
} as const;

export function sequenceText({ steps, absent, within }: SequenceLeaf): string {
  const during = within ? `, all ${windowText(within)}` : '';
  const followed = steps.map(stepText).join(', then ');
  return `did ${followed}${during}${absent ? `, and then not ${absentText(absent)}` : ''}`;
}

const stepText = ({ names, where, within }: SequenceStep): string =>
  `${namesText(names)}${whereText(where)}${within ? ` at most ${durationText(within)} later` : ''}`;

const absentText = ({ names, where, within }: SequenceStep): string =>
  `${namesText(names)}${whereText(where)} ${within ? `within ${durationText(within)}` : 'ever since'}`;

const whereText = (where: Where | undefined): string => (where ? ` with ${bareWhere(where)}` : '');

const bareWhere = (where: Where): string =>
  treeText(where, ({ root, condition }) => {
    const name = propertyText({ root, path: condition.path });
    const missing = missingText(condition);
    return `${conditionText(condition, name)}${missing ? ` (${missing})` : ''}`;
  });
