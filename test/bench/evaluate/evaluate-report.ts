import type { EvaluateResult } from './evaluate.js';
import type { Figure } from './figures.js';
import type { Evaluated } from './hub-requests.js';
import type { StoreResult } from './measure-store.js';

/** Everything measured, as people read it. */
export function toEvaluateTable({
  postgresql,
  pglite,
  compilerBytes,
  figures,
}: EvaluateResult): string {
  const lines = [
    ...(postgresql?.smaller ? storeLines('PostgreSQL', postgresql.smaller) : []),
    ...(postgresql?.embedded && postgresql.embedded !== postgresql.main
      ? storeLines('PostgreSQL', postgresql.embedded)
      : []),
    ...(postgresql ? storeLines('PostgreSQL', postgresql.main) : []),
    ...(pglite ? storeLines('PGlite', pglite) : []),
    ...(compilerBytes === undefined
      ? []
      : [`a compiler in the process would add ${megabytes(compilerBytes)}`, '']),
    ...figures.map(toLine),
  ];
  return `${lines.join('\n')}\n`;
}

function storeLines(title: string, result: StoreResult): readonly string[] {
  const { baseline, preview, sumAndCount } = result.byHand ?? {};
  return [
    `${title}, ${whole(result.profiles)} profiles, ${whole(result.events)} events`,
    ...(baseline ?? [])
      .toSorted((a, b) => b.seconds - a.seconds)
      .map(({ key, seconds: s, members }) =>
        line(`by hand: ${key}`, seconds(s), `${whole(members)} members`),
      ),
    line('first evaluation', seconds(result.first.seconds), changes(result.first)),
    line('full evaluation', seconds(result.full.seconds), changes(result.full)),
    line('nothing changed', seconds(result.nothing.seconds), changes(result.nothing)),
    line('1 % changed', seconds(result.changed.seconds), changes(result.changed)),
    line('a minute later', seconds(result.minute.seconds), changes(result.minute)),
    line('an hour later', seconds(result.hour.seconds), changes(result.hour)),
    line('a day later', seconds(result.day.seconds), changes(result.day)),
    line('intake', `${whole(result.intakeRate)}/s`, 'messages'),
    line(
      'peak memory',
      megabytes(result.peakBytes),
      `${megabytes(result.peakBytesIdle)} at the start`,
    ),
    ...(preview
      ? [line('preview', seconds(preview.seconds), `${seconds(preview.byHandSeconds)} by hand`)]
      : []),
    ...(sumAndCount
      ? [
          line('count', seconds(sumAndCount.countSeconds), ''),
          line(
            'sum',
            seconds(sumAndCount.sumSeconds),
            `${seconds(sumAndCount.jsonSumSeconds)} from JSON`,
          ),
        ]
      : []),
    '',
  ];
}

const changes = ({ evaluated, joined, left }: Evaluated): string =>
  `${whole(evaluated)} profiles, ${whole(joined)} joined, ${whole(left)} left`;

function toLine({ name, value, unit, aim }: Figure): string {
  const text = unit === 'MiB' ? value.toFixed(0) : value.toFixed(3);
  const verdict = aim === undefined ? '' : `aim ≤ ${aim}: ${value <= aim ? 'met' : 'MISSED'}`;
  return line(name, `${text} ${unit}`.trimEnd(), verdict);
}

const line = (name: string, value: string, remark: string): string =>
  `  ${name.padEnd(34)}${value.padStart(12)}   ${remark}`.trimEnd();

const seconds = (value: number): string => `${value.toFixed(3)} s`;
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;
