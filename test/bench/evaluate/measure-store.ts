import { databaseLocation } from '../../../apps/hub/src/database/database.js';
import type { Environment } from '../../../apps/hub/src/cli/open-hub.js';
import { secondsOf } from '../stopwatch.js';
import type { BuiltHub } from './built-hub.js';
import { changesOf } from './changes.js';
import { compareByHand, type ByHand } from './compare-by-hand.js';
import { HubClient } from './hub-client.js';
import type { Evaluated } from './hub-requests.js';
import { inDatabase } from './in-database.js';
import { DAY_MS, END_MS, type ShopSize } from './shop.js';

/** Rounds with one in a hundred changed: the middle one counts. */
const ROUNDS = 3;
const CHANGED_SHARE = 0.01;
const MOST_MESSAGES = 5_000;
/** What an evaluation writes: emptied before the first one, tended after it as autovacuum would. */
const WRITTEN = ['membership', 'membership_log', 'due', 'dirty'];

export interface StoreResult extends ShopSize {
  /** Nobody is a member yet. */
  readonly first: Evaluated;
  /** Of everything, when nothing changed: the better of two. */
  readonly full: Evaluated;
  readonly nothing: Evaluated;
  /** One profile in a hundred changed: the middle one of three rounds. */
  readonly changed: Evaluated;
  readonly changedSeconds: readonly number[];
  /** Messages a second through intake, for information. */
  readonly intakeRate: number;
  readonly minute: Evaluated;
  readonly hour: Evaluated;
  readonly day: Evaluated;
  /** Of the hub's process, from its start until after the day; then after previews. */
  readonly peakBytes: number;
  readonly peakBytesIdle: number;
  /** Only where it was asked for. */
  readonly byHand?: ByHand;
}

export interface StoreOptions {
  readonly folder: string;
  readonly env: Environment;
  readonly build: BuiltHub;
  readonly size: ShopSize;
  /** Compares with hand-written statements as well. */
  readonly isCompared: boolean;
  readonly log: (line: string) => void;
}

/** One hub on a database that is filled: every figure that is taken from it, in the order in which a hub would live it. */
export async function measureStore(options: StoreOptions): Promise<StoreResult> {
  const { folder, env, build, size, isCompared, log } = options;
  await inDatabase(env, async (database) => {
    await database.prisma.$executeRawUnsafe(`TRUNCATE ${WRITTEN.join(', ')}, segment`);
  });
  const hub = await HubClient.start(folder, env, build);
  try {
    await hub.ask('apply', {});
    const { peakBytes: peakBytesIdle } = await hub.ask('memory', {});
    let nowMs = await startOf(env);
    const evaluate = async (name: string, full = false): Promise<Evaluated> => {
      const result = await hub.ask('evaluate', { nowMs, full });
      log(`  ${name}: ${JSON.stringify(result)}`);
      return result;
    };
    const first = await evaluate('first');
    await tend(env);
    const full = better(await evaluate('full', true), await evaluate('full', true));
    const nothing = await evaluate('nothing');
    const byHand = isCompared ? await compareByHand(hub, env, nowMs, log) : undefined;

    const rounds: Evaluated[] = [];
    let [messageCount, intakeSeconds] = [0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      nowMs += 1_000;
      const people = Math.round(size.profiles * CHANGED_SHARE);
      const messages = changesOf({ people, profiles: size.profiles }, nowMs, round + 1);
      messageCount += messages.length;
      intakeSeconds += await secondsOf(() => store(hub, nowMs, messages));
      rounds.push(await evaluate('changed'));
    }
    const changed = rounds.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(ROUNDS / 2)]!;
    nowMs += 60_000;
    const minute = await evaluate('minute');
    nowMs += 3_600_000;
    const hour = await evaluate('hour');
    nowMs += DAY_MS;
    const day = await evaluate('day');
    const { peakBytes } = await hub.ask('memory', {});
    const check = await evaluate('check', true);
    if (check.joined + check.left > 0) {
      throw new Error(`a full evaluation corrects the incremental ones: ${JSON.stringify(check)}`);
    }
    return {
      ...size,
      first,
      full,
      nothing,
      changed,
      changedSeconds: rounds.map(({ seconds }) => seconds),
      intakeRate: messageCount / intakeSeconds,
      minute,
      hour,
      day,
      peakBytes,
      peakBytesIdle,
      ...(byHand ? { byHand } : {}),
    };
  } finally {
    await hub.stop();
  }
}

async function store(hub: HubClient, nowMs: number, messages: readonly object[]): Promise<void> {
  for (let start = 0; start < messages.length; start += MOST_MESSAGES) {
    await hub.ask('store', { nowMs, messages: messages.slice(start, start + MOST_MESSAGES) });
  }
}

/** What autovacuum does some time after the first evaluation. PGlite's hub does it by itself, and nobody else may open its folder. */
async function tend(env: Environment): Promise<void> {
  if (databaseLocation(env).kind === 'pglite') return;
  await inDatabase(env, async (database) => {
    for (const table of WRITTEN)
      await database.prisma.$executeRawUnsafe(`VACUUM (ANALYZE) ${table}`);
    await database.prisma.$executeRawUnsafe('CHECKPOINT');
  });
}

/** After all that an earlier run with this database took in. */
async function startOf(env: Environment): Promise<number> {
  if (databaseLocation(env).kind === 'pglite') return END_MS;
  return inDatabase(env, async (database) => {
    const { _max } = await database.prisma.run.aggregate({ _max: { startedAt: true } });
    return Math.max(END_MS, (_max.startedAt?.getTime() ?? 0) + 1_000);
  });
}

const better = (a: Evaluated, b: Evaluated): Evaluated => (a.seconds <= b.seconds ? a : b);
