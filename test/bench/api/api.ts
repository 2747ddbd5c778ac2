import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HubProcess } from '../../support/hub-process.js';
import { VENDORS_HERE } from '../../support/hub-server.js';
import { MailchimpSimulator } from '../../support/vendors/mailchimp.simulator.js';
import { fillStore } from '../evaluate/fill-store.js';
import { inDatabase } from '../evaluate/in-database.js';
import { SEGMENTS } from '../evaluate/segments/segments.js';
import { END_MS, TIMEZONE } from '../evaluate/shop.js';
import { openEngine, type Store } from '../stores.js';
import { secondsOf } from '../stopwatch.js';
import { ApiClient } from './api-client.js';
import { API_USAGE, parseApiOptions, type ApiOptions } from './api-options.js';
import { pageCalls, sampleThings, type PageCall } from './calls.js';
import { quantile, useAtOnce, type CallTimes } from './users.js';

/** Seconds in which nineteen of twenty answers are to be there. */
const AIM = 0.3;
const PREVIEW_AIM = 1.5;
/** As `segue start` prints it. */
const ADDRESS = /http:\/\/[\d.]+:\d+/;
const KEY = 'benchmark-benchmark-benchmark';
const SYNC = 'lapsed-to-list';
/** More than half of all people. */
const LARGE_SEGMENT = 'lapsed-90d';
const LIST = 'a1b2c3d4e5';
/** Whose file says, once the audience is full, that one in so many people has another plan. */
const CRM = 'crm';
const CRM_FILE = 'crm.ndjson';
const UNCHANGED_FOR_EACH_CHANGED = 100;

interface ApiFigure {
  readonly page: string;
  readonly name: string;
  readonly calls: number;
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
  readonly aim: number;
}

type PlanCounts = Readonly<Record<'joins' | 'updates' | 'leaves' | 'size', number>>;

const log = (line: string): void => void process.stderr.write(`${line}\n`);

/** Measures how long the calls of the console's pages take while several people use it. @returns the exit code */
export async function benchApi(args: readonly string[]): Promise<number> {
  let options: ApiOptions;
  try {
    options = parseApiOptions(args);
  } catch (error) {
    log(`${(error as Error).message}\n\n${API_USAGE}`);
    return 2;
  }
  const maker = await openEngine('postgresql');
  if (!maker) {
    log('there is no PostgreSQL: set DATABASE_URL, or put initdb on the PATH');
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'segue-bench-api-'));
  try {
    const store = await maker.make();
    try {
      const times = await measureStore(store, folder, options);
      const figures = times.map(toFigure);
      const all = summary(times);
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ ...options, figures, all }, null, 2)}\n`
          : toTable([...figures, all]),
      );
    } finally {
      await store.drop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await maker.stop();
  }
  return 0;
}

async function measureStore(
  store: Store,
  folder: string,
  options: ApiOptions,
): Promise<readonly CallTimes[]> {
  const { size, segments, users } = options;
  log(`${size.profiles} profiles, ${size.events} events, ${segments} segments`);
  const load = async (): Promise<void> => {
    await fillStore(store, size);
    await shiftToNow(store);
  };
  log(`  loaded in ${(await secondsOf(load)).toFixed(1)} s`);
  const mailchimp = new MailchimpSimulator();
  await mailchimp.start();
  mailchimp.addList(LIST, { mergeFields: [{ tag: 'PLAN', name: 'Plan', type: 'text' }] });
  const configuration = configurationOf(segments, mailchimp);
  await writeFile(join(folder, 'segue.yaml'), JSON.stringify(configuration));
  const hub = new HubProcess(['start'], {
    folder,
    env: { ...store.env, ...VENDORS_HERE, SEGUE_API_KEY: KEY, PORT: '0', LOG_LEVEL: 'error' },
  });
  try {
    await hub.printed(ADDRESS);
    const [url = ''] = ADDRESS.exec(hub.stdout)!;
    const owner = new ApiClient(url, KEY);
    const evaluate = () => runOf(owner, 'evaluate', 'segments');
    log(`  evaluated in ${(await secondsOf(evaluate)).toFixed(1)} s`);
    const plan = () => owner.call<PlanCounts>(`/api/syncs/${SYNC}/plan`);
    log(`  planned the first run in ${(await secondsOf(plan)).toFixed(1)} s`);
    log(
      `  filled the audience in ${(await secondsOf(() => runOf(owner, 'sync', SYNC))).toFixed(1)} s`,
    );
    await writeFile(join(folder, CRM_FILE), await otherPlans(store));
    await runOf(owner, 'pull', CRM);
    await evaluate();
    await inDatabase(store.env, ({ prisma }) => prisma.$executeRawUnsafe('VACUUM (ANALYZE)'));
    const { joins, updates, leaves, size } = await plan();
    log(`  of ${size} members ${joins} are to join, ${updates} to change, ${leaves} to leave`);
    const clients: ApiClient[] = [];
    for (let user = 0; user < users; user++) {
      const { secret } = await owner.call<{ secret: string }>('/api/api-keys', {
        name: `user ${user + 1}`,
        role: 'marketer',
      });
      clients.push(new ApiClient(url, secret));
    }
    const calls = pageCalls(await sampleThings(owner), SYNC);
    // Once each, alone: the caches and the compiler warm up.
    for (const call of calls) {
      const { path, body } = call.make(Math.random);
      await owner.call(path, body);
    }
    return await useAtOnce(clients, calls, options);
  } finally {
    await hub.kill();
    await mailchimp.stop();
  }
}

/** The data end at a fixed instant; windows that end now are to find something. */
async function shiftToNow({ env }: Store): Promise<void> {
  const seconds = Math.floor((Date.now() - END_MS) / 1000);
  await inDatabase(env, async ({ prisma }) => {
    const by = `interval '${seconds} seconds'`;
    await prisma.$executeRawUnsafe(`UPDATE event SET occurred_at = occurred_at + ${by}`);
    await prisma.$executeRawUnsafe(`UPDATE trait_history SET observed_at = observed_at + ${by}`);
    for (const table of ['event', 'trait_history']) {
      await prisma.$executeRawUnsafe(`VACUUM (FULL, ANALYZE) ${table}`);
    }
    await prisma.$executeRawUnsafe('VACUUM');
  });
}

async function runOf(owner: ApiClient, kind: string, id: string): Promise<void> {
  await owner.call('/api/run', { ids: [id] });
  for (;;) {
    const { runs } = await owner.call<{ runs: { state: string }[] }>(
      `/api/runs?kind=${kind}&target=${id}`,
    );
    const state = runs[0]?.state;
    if (state === 'succeeded') return;
    if (state !== undefined && state !== 'running') throw new Error(`${id} ended as ${state}`);
    await wait(500);
  }
}

/** What the file says. */
async function otherPlans({ env }: Store): Promise<string> {
  return inDatabase(env, async ({ prisma }) => {
    const rows = await prisma.$queryRaw<{ user_id: string }[]>`
      SELECT p.user_id FROM profile p JOIN membership m ON m.profile_id = p.profile_id
      JOIN segment s ON s.id = m.segment_id AND s.key = ${LARGE_SEGMENT} ORDER BY p.profile_id`;
    return rows
      .filter((_, index) => index % UNCHANGED_FOR_EACH_CHANGED === 0)
      .map(({ user_id: userId }) => `${JSON.stringify(identify(userId))}\n`)
      .join('');
  });
}

const identify = (userId: string): object => ({
  type: 'identify',
  ...{ userId, messageId: `plan-${userId}`, timestamp: new Date().toISOString() },
  traits: { plan: 'former' },
});

/** The benchmark's segments, again and again for the people of one country. */
function configurationOf(count: number, { apiKey, baseUrl }: MailchimpSimulator): object {
  const countries = ['DE', 'AT', 'CH', 'US', 'GB', 'FR', 'NL'];
  const segments = Array.from({ length: count }, (_, index) => {
    const { key, rule } = SEGMENTS[index % SEGMENTS.length]!;
    const round = Math.floor(index / SEGMENTS.length);
    if (round === 0) return { key, name: key, rule };
    const country = {
      trait: 'country',
      op: 'eq',
      value: countries[(round - 1) % countries.length],
    };
    const name = `${key}-${round}`;
    return { key: name, name, rule: { all: [rule, country] } };
  });
  return {
    workspace: { name: 'Benchmark', timezone: TIMEZONE },
    connections: [
      ...['shop', 'app'].map((id) => ({
        id,
        plugin: 'file',
        settings: { path: 'unused.ndjson' },
      })),
      { id: CRM, plugin: 'file', settings: { path: CRM_FILE } },
      { id: 'list', plugin: 'mailchimp', settings: { apiKey, baseUrl } },
    ],
    segments,
    // Without a schedule: it runs when it is told to.
    syncs: [
      {
        id: SYNC,
        segment: LARGE_SEGMENT,
        connection: 'list',
        audience: { listId: LIST, name: 'Lapsed' },
        fields: { PLAN: 'plan' },
      },
    ],
  };
}

const aimOf = ({ isPreview = false }: PageCall): number => (isPreview ? PREVIEW_AIM : AIM);

const toFigure = ({ call, seconds }: CallTimes): ApiFigure => ({
  page: call.page,
  name: call.name,
  calls: seconds.length,
  p50: quantile(seconds, 0.5),
  p95: quantile(seconds, 0.95),
  most: Math.max(...seconds),
  aim: aimOf(call),
});

/** Of all calls but previews. */
function summary(times: readonly CallTimes[]): ApiFigure {
  const seconds = times.filter(({ call }) => !call.isPreview).flatMap((entry) => entry.seconds);
  return toFigure({
    call: { page: 'all', name: 'but previews', weight: 0, make: () => ({ path: '' }) },
    seconds,
  });
}

function toTable(figures: readonly ApiFigure[]): string {
  const ms = (seconds: number): string => `${Math.round(seconds * 1000)} ms`.padStart(9);
  const lines = figures.map(
    ({ page, name, calls, p50, p95, most, aim }) =>
      `  ${`${page}: ${name}`.padEnd(28)}${String(calls).padStart(6)}${ms(p50)}${ms(p95)}${ms(most)}   ${p95 <= aim ? 'met' : `MISSED (${Math.round(aim * 1000)} ms)`}`,
  );
  return [`  ${'call'.padEnd(28)} calls      p50      p95     most`, ...lines, ''].join('\n');
}
