import { parseArgs } from 'node:util';
import { countOf } from '../options.js';
import type { ShopSize } from '../evaluate/shop.js';

export interface ApiOptions {
  readonly json: boolean;
  readonly size: ShopSize;
  readonly segments: number;
  /** At once, each with a key of its own. */
  readonly users: number;
  readonly seconds: number;
  /** Seconds that a user looks at an answer before the next call, on average. */
  readonly thinkSeconds: number;
}

export const API_USAGE = `npm run bench -- api [options]

  --profiles N   profiles (200000)
  --events N     their events (2000000)
  --segments N   (100)
  --users N      at once (20)
  --seconds N    how long they go on (60)
  --think N      milliseconds that a user looks at an answer, on average (1000)
  --json         print JSON

It needs PostgreSQL: DATABASE_URL, or initdb on the PATH.`;

/** @throws RangeError | TypeError for what API_USAGE does not say */
export function parseApiOptions(args: readonly string[]): ApiOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      profiles: { type: 'string', default: '200000' },
      events: { type: 'string', default: '2000000' },
      segments: { type: 'string', default: '100' },
      users: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '60' },
      think: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    json: values.json,
    size: {
      profiles: countOf('profiles', values.profiles),
      events: countOf('events', values.events),
    },
    segments: countOf('segments', values.segments),
    users: countOf('users', values.users),
    seconds: countOf('seconds', values.seconds),
    thinkSeconds: countOf('think', values.think) / 1000,
  };
}
