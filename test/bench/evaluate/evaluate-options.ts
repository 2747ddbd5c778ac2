import { parseArgs } from 'node:util';
import { countOf, ENGINES, listOf, type Engine } from '../options.js';
import type { ShopSize } from './shop.js';

export interface EvaluateOptions {
  readonly json: boolean;
  /** Where the JSON goes as well. */
  readonly out: string | undefined;
  readonly engines: readonly Engine[];
  /** What is measured on PostgreSQL. */
  readonly size: ShopSize;
  /** A tenth of it: what growth is measured from. */
  readonly smaller: ShopSize;
  /** What is measured on both. */
  readonly embedded: ShopSize;
  /** Databases stay when the benchmark ends. */
  readonly keep: boolean;
  /** One that an earlier run with `keep` left, of the same size. */
  readonly database: string | undefined;
}

export const EVALUATE_USAGE = `npm run bench -- evaluate [options]

  --profiles N        profiles on PostgreSQL (1000000)
  --events N          their events (20000000)
  --small             20000 profiles and 400000 events, and no more than that on PGlite: about a minute
  --engine ENGINE,…   postgresql, pglite (both)
  --keep              leave the largest database behind, with its server, and print its URL
  --database URL      a database that --keep left: nothing is generated, and nothing else is measured
  --json              print JSON
  --out FILE          write JSON to a file as well`;

/** @throws RangeError | TypeError for what EVALUATE_USAGE does not say */
export function parseEvaluateOptions(args: readonly string[]): EvaluateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      profiles: { type: 'string' },
      events: { type: 'string' },
      small: { type: 'boolean', default: false },
      engine: { type: 'string', default: ENGINES.join(',') },
      keep: { type: 'boolean', default: false },
      database: { type: 'string' },
      json: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const size = {
    profiles: countOf('profiles', values.profiles ?? (values.small ? '20000' : '1000000')),
    events: countOf('events', values.events ?? (values.small ? '400000' : '20000000')),
  };
  const tenth = { profiles: Math.ceil(size.profiles / 10), events: Math.ceil(size.events / 10) };
  return {
    json: values.json,
    out: values.out,
    engines: listOf('engine', values.engine, ENGINES),
    size,
    smaller: tenth,
    embedded: {
      profiles: Math.min(size.profiles, 50_000),
      events: Math.min(size.events, 1_000_000),
    },
    keep: values.keep,
    database: values.database,
  };
}
