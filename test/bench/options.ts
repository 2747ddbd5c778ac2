import { parseArgs } from 'node:util';

export const PARTS = ['intake', 'evaluation', 'delivery', 'memory'] as const;
export type Part = (typeof PARTS)[number];

export const ENGINES = ['postgresql', 'pglite'] as const;
export type Engine = (typeof ENGINES)[number];

export interface BenchOptions {
  readonly json: boolean;
  readonly parts: ReadonlySet<Part>;
  readonly engines: readonly Engine[];
  /** Records to take in. */
  readonly records: number;
  /** People whom the records are about. */
  readonly users: number;
  /** Records in one transaction. */
  readonly batch: number;
  /** Profiles of the two hubs whose memory is compared. */
  readonly fewProfiles: number;
  readonly manyProfiles: number;
}

export const USAGE = `npm run bench -- [PART,…] [options]

  evaluate            segments on a million profiles, beside SQL by hand: has options of its own
  --only PART,…       intake, evaluation, delivery, memory (all of them)
  --engine ENGINE,…   postgresql, pglite (both)
  --records N         records to take in (100000)
  --users N           people whom they are about (10000)
  --batch N           records in one transaction, 5000 at most (5000)
  --few N, --many N   profiles of the two hubs whose memory is compared (10000, 200000)
  --json              print JSON

PostgreSQL is the server of DATABASE_URL, whose user must be able to create databases, or else one
that is started for this run, with initdb and pg_ctl from the PATH.`;

/** @throws RangeError | TypeError for what USAGE does not say */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      engine: { type: 'string', default: ENGINES.join(',') },
      records: { type: 'string', default: '100000' },
      users: { type: 'string', default: '10000' },
      batch: { type: 'string', default: '5000' },
      few: { type: 'string', default: '10000' },
      many: { type: 'string', default: '200000' },
      json: { type: 'boolean', default: false },
    },
  });
  const named = [...positionals, ...(values.only === undefined ? [] : [values.only])];
  const asked = named.length === 0 ? undefined : named.join(',');
  return {
    json: values.json,
    parts: new Set(listOf('only', asked ?? PARTS.join(','), PARTS)),
    engines: listOf('engine', values.engine, ENGINES),
    records: countOf('records', values.records),
    users: countOf('users', values.users),
    batch: countOf('batch', values.batch),
    fewProfiles: countOf('few', values.few),
    manyProfiles: countOf('many', values.many),
  };
}

export function listOf<T extends string>(
  flag: string,
  text: string,
  allowed: readonly T[],
): readonly T[] {
  return text.split(',').map((given) => {
    const found = allowed.find((one) => one === given);
    if (found === undefined) throw new RangeError(`--${flag} is one of ${allowed.join(', ')}`);
    return found;
  });
}

export function countOf(flag: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`--${flag} is a whole number from 1 on`);
  }
  return count;
}
