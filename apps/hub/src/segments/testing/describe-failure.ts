import { stringify } from 'yaml';
import type { Failing } from './reduce-history.js';

/** What went wrong, how to see it again, and a scenario that shows it. */
export function describeFailure(found: Failing, reduced: Failing): string {
  const { history } = found;
  return [
    describeDisagreement(found),
    `Run again with SEGUE_TEST_SEED=${history.seed} SEGUE_TEST_CASES=1`,
    `What is left of it without what does not matter:`,
    describeDisagreement(reduced),
    toScenario(reduced),
  ].join('\n');
}

function describeDisagreement({ history, disagreement }: Failing): string {
  const { step, segment, what } = disagreement;
  const at = new Date(history.steps[step]!.at).toISOString();
  const where = `after step ${step + 1}, at ${at} in ${history.timezone}`;
  const rule =
    segment === undefined ? '' : `, segment ${segment}: ${ruleAt(history, step, segment)}`;
  return `${where}${rule}\n${what}\n`;
}

function ruleAt({ segments, steps }: Failing['history'], step: number, key: string): string {
  const edits = steps.slice(0, step + 1).flatMap(({ define }) => define.get(key) ?? []);
  return JSON.stringify(edits.at(-1) ?? segments.get(key));
}

/** As `segue test` takes it. */
export function toScenario({ history, disagreement }: Failing): string {
  const { timezone, segments, steps } = history;
  const { segment, step: last, expected } = disagreement;
  return stringify(
    {
      timezone,
      segments: Object.fromEntries(segments),
      steps: steps.flatMap(({ at, sentAt, define, erase, send }, step) => {
        const done = {
          ...(define.size > 0 && { define: Object.fromEntries(define) }),
          ...(erase.length > 0 && { erase }),
          ...(send.length > 0 && { send }),
        };
        const isEarly = sentAt !== at && send.length > 0;
        return [
          ...(isEarly
            ? [{ at: iso(sentAt), after: 'here nothing was evaluated yet', ...done }]
            : []),
          {
            at: iso(at),
            ...(!isEarly && done),
            ...(step === last && segment !== undefined && { expect: { [segment]: expected } }),
          },
        ];
      }),
    },
    { aliasDuplicateObjects: false },
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();
