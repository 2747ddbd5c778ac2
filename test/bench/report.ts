import type { EngineResult } from './bench.js';
import type { FlowResult, IntakeSpeed, Speed } from './measure-flow.js';
import { peakOf, type MemoryResult } from './measure-memory.js';

const TITLES = { postgresql: 'PostgreSQL', pglite: 'PGlite' } as const;

/** One line for each thing measured, as people read it. */
export function toTable(results: readonly EngineResult[]): string {
  const lines = results.flatMap(({ engine, flow, memory }) => [
    TITLES[engine],
    ...(flow ? flowLines(flow) : []),
    ...(memory ? memoryLines(memory) : []),
    '',
  ]);
  return `${lines.join('\n')}\n`;
}

function flowLines({ intake, evaluation, delivery }: FlowResult): readonly string[] {
  return [
    line('intake', rate(intake, 'records'), `${percent(shareOfCopy(intake))} of COPY`),
    ...(evaluation
      ? [
          line('evaluation, first', duration(evaluation.first), rate(evaluation.first, 'profiles')),
          line('evaluation, again', duration(evaluation.again), rate(evaluation.again, 'profiles')),
        ]
      : []),
    ...(delivery ? [line('delivery', rate(delivery, 'rows'), `${count(delivery.rows)} rows`)] : []),
  ];
}

function memoryLines(memory: readonly MemoryResult[]): readonly string[] {
  const lines = memory.flatMap((result) => [
    line('peak memory', megabytes(peakOf(result)), `${count(result.profiles)} profiles`),
    ...result.phases.map(({ phase, seconds, peakBytes }) =>
      line(`  until ${phase}`, megabytes(peakBytes), `${seconds.toFixed(1)} s`),
    ),
  ]);
  const [few, many] = memory;
  if (!few || !many) return lines;
  return [...lines, line('growth of memory', percent(peakOf(many) / peakOf(few) - 1), '')];
}

/** How close intake comes to the fastest way of writing the same rows: 1 would be as fast. */
const shareOfCopy = ({ seconds, copySeconds }: IntakeSpeed): number => copySeconds / seconds;

const line = (name: string, value: string, remark: string): string =>
  `  ${name.padEnd(20)}${value.padStart(20)}   ${remark}`.trimEnd();

const rate = ({ rows, seconds }: Speed, unit: string): string =>
  `${count(rows / seconds)} ${unit}/s`;

const duration = ({ seconds }: Speed): string => `${seconds.toFixed(2)} s`;

const count = (value: number): string => Math.round(value).toLocaleString('en');

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
