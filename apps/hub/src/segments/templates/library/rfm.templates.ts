import type { Quintiles } from '../boundaries.js';
import { defineTemplate } from '../define-template.js';
import { duration, integer } from '../parameters.js';
import { all, did, last, not } from '../rule-json.js';
import { type ParameterProblem, TemplateParametersError } from '../template-errors.js';
import { order, orderTotal } from './common-parameters.js';

/** Scores from – to; 5 is the best fifth. */
type Range = readonly [number, number];

interface Ranges {
  readonly recency: Range;
  readonly frequency: Range;
  readonly monetary: Range;
}

const score = (label: string, value: number) => integer(label, value, { minimum: 1, maximum: 5 });

/**
 * Recency, frequency and monetary value as scores from 1 to 5. Whoever has the same value has the same score, so that with
 * many equal values (most people order once) some scores are nobody's.
 */
const rfm = (key: string, title: string, description: string, ranges: Ranges) =>
  defineTemplate({
    key,
    title,
    description: `${description} Scores are fifths of your customers by the last order, the number of orders and their amount (5 is best); their thresholds are fixed when it is made.`,
    category: 'rfm',
    parameters: {
      orderEvent: order(),
      amountProperty: orderTotal(),
      within: duration('Orders of the last', '1y'),
      recencyFrom: score('Recency score from', ranges.recency[0]),
      recencyTo: score('Recency score to', ranges.recency[1]),
      frequencyFrom: score('Frequency score from', ranges.frequency[0]),
      frequencyTo: score('Frequency score to', ranges.frequency[1]),
      monetaryFrom: score('Monetary score from', ranges.monetary[0]),
      monetaryTo: score('Monetary score to', ranges.monetary[1]),
    },
    check: (p) => [
      ...mustNotBeAbove('recency', p.recencyFrom, p.recencyTo),
      ...mustNotBeAbove('frequency', p.frequencyFrom, p.frequencyTo),
      ...mustNotBeAbove('monetary', p.monetaryFrom, p.monetaryTo),
    ],
    boundaries: ({ orderEvent, amountProperty, within }) => ({
      kind: 'quintiles',
      events: orderEvent,
      property: amountProperty,
      within,
    }),
    rule: (p, { days, counts, sums }) => {
      const { orderEvent, amountProperty: property, within } = p;
      // The fewer days, the better: a score of 5 is the first fifth.
      const recency = valuesOf('recency', [6 - p.recencyTo, 6 - p.recencyFrom], days);
      const frequency = valuesOf('frequency', [p.frequencyFrom, p.frequencyTo], counts);
      const monetary = valuesOf('monetary', [p.monetaryFrom, p.monetaryTo], sums);
      const ordered = (more: object) => did(orderEvent, { ...last(within), ...more });
      return all(
        // Days are whole ones that are over: more than 6 of them begin with the seventh.
        did(orderEvent, last(recency.atMost === undefined ? within : `${recency.atMost + 1}d`)),
        ...(recency.above === undefined
          ? []
          : [not(did(orderEvent, last(`${recency.above + 1}d`)))]),
        ...[...comparisons(frequency)].map((count) => ordered({ count })),
        ...[...comparisons(monetary)].map((sum) => ordered({ sum: { property, ...sum } })),
      );
    },
  });

const mustNotBeAbove = (what: string, from: number, to: number): readonly ParameterProblem[] =>
  from <= to
    ? []
    : [{ pointer: `/${what}From`, message: `must not be above ${what}To, which is ${to}` }];

interface Values {
  readonly above?: number;
  readonly atMost?: number;
}

/**
 * The values that fifths `from` to `to` have, counted from the lowest.
 *
 * @throws TemplateParametersError when they are nobody's
 */
function valuesOf(what: string, [from, to]: Range, boundaries: Quintiles): Values {
  const [above, atMost] = [boundaries[from - 2], boundaries[to - 1]];
  if (above !== undefined && above === atMost) {
    const message = `gives a range that fits nobody: too many people have the same value (${boundaries.join(', ')} at 20, 40, 60, 80 %); write a wider one`;
    throw new TemplateParametersError([{ pointer: `/${what}From`, message }]);
  }
  return { ...(above !== undefined && { above }), ...(atMost !== undefined && { atMost }) };
}

function* comparisons({ above, atMost }: Values): Generator<Readonly<Record<string, number>>> {
  if (above !== undefined) yield { gt: above };
  if (atMost !== undefined) yield { lte: atMost };
}

export const rfmTemplates = [
  rfm(
    'rfm',
    'RFM: any scores',
    'Customers by how recently, how often and for how much they order.',
    {
      recency: [4, 5],
      frequency: [4, 5],
      monetary: [4, 5],
    },
  ),
  rfm('rfm-champions', 'RFM: champions', 'The best of all: they order now, often, and for much.', {
    recency: [5, 5],
    frequency: [5, 5],
    monetary: [5, 5],
  }),
  rfm('rfm-loyal', 'RFM: loyal customers', 'They order often and not too long ago.', {
    recency: [3, 5],
    frequency: [4, 5],
    monetary: [1, 5],
  }),
  rfm('rfm-at-risk', 'RFM: at risk', 'They used to order often and for much, and no longer do.', {
    recency: [1, 2],
    frequency: [3, 5],
    monetary: [3, 5],
  }),
  rfm('rfm-hibernating', 'RFM: hibernating', 'They ordered little, and long ago.', {
    recency: [1, 2],
    frequency: [1, 2],
    monetary: [1, 2],
  }),
];
