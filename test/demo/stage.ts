import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../apps/hub/src/cli/open-hub.js';
import { greeting } from '../../apps/hub/src/cli/greeting.js';
import type { Run } from '../../apps/hub/src/runs/run.js';
import type { WorkKind } from '../../apps/hub/src/schedule/lease.repository.js';
import { startHub, type StartedHub } from '../support/start-hub.js';
import { VendorWorld, WRITE_KEY } from '../support/vendor-world.js';
import { checkAudience, isEqual, type AudienceCheck } from './audiences.js';
import { CountingMailchimp } from './counting-mailchimp.js';
import type { Order, Person } from './people.js';
import { count, dim, green, print, printTable, red } from './print.js';
import { sendMessages, type Message } from '../support/send-messages.js';
import { CHANNELS, logOrders } from './sources.js';

const CONFIG_FILE = fileURLToPath(new URL('../../examples/demo/segue.yaml', import.meta.url));

type Row = readonly (string | number)[];

/** The hub and the vendors' stand-ins, and what is shown of them. */
export class Stage {
  private constructor(
    readonly world: VendorWorld,
    private readonly mailchimp: CountingMailchimp,
    private readonly hub: StartedHub,
    private readonly ordersFile: string,
  ) {}

  static async open(folder: string): Promise<Stage> {
    const mailchimp = new CountingMailchimp({ keepsSuppressedOut: true });
    const world = new VendorWorld(mailchimp);
    await world.start();
    for (const channel of CHANNELS) world.slack.addChannel(channel);
    const ordersFile = join(folder, 'orders.ndjson');
    await writeFile(ordersFile, '');
    const database = await openDatabase({ SEGUE_DATA: join(folder, 'data') });
    const env = { ...world.environment, ORDERS_FILE: ordersFile };
    const hub = await startHub({ file: CONFIG_FILE, env, database });
    return new Stage(world, mailchimp, hub, ordersFile);
  }

  get addresses(): readonly Row[] {
    const { hubspot, ga4, mailchimp, slack } = this.world;
    return [
      ['', 'address'],
      ['Segue', this.hub.url],
      ['HubSpot', hubspot.url],
      ['Google Analytics', ga4.server.url],
      ['Mailchimp', mailchimp.url],
      ['Slack', slack.url],
      ['Orders', this.ordersFile],
    ];
  }

  /** From now on it works by itself. @returns how people come in */
  startSchedule(): string {
    this.hub.startSchedule();
    const { url, setUpUrl } = this.hub;
    return greeting({ address: url, listensAt: url, setUpLink: setUpUrl });
  }

  async close(): Promise<void> {
    await this.hub.stop();
    await this.world.stop();
  }

  /** Sends what the web shop has, logs the orders, and reads the sources that wait to be asked. */
  async take(
    messages: readonly Message[],
    orders: readonly (readonly [Person, Order])[],
  ): Promise<boolean> {
    await logOrders(this.ordersFile, orders);
    const rows: Row[] = [['source', 'plugin', 'records', 'rejected', 'seconds']];
    const runs: Run[] = [];
    const before = await this.received();
    const startedAt = Date.now();
    await sendMessages(this.hub.url, WRITE_KEY, messages);
    const seconds = secondsSince(startedAt);
    const after = await this.received();
    rows.push([
      'web',
      'segment',
      after.read - before.read,
      after.rejected - before.rejected,
      seconds,
    ]);
    for (const id of ['crm', 'analytics', 'orders']) {
      const { run, seconds } = await this.work('pull', id);
      const { read = 0, rejected = 0 } = run.counts;
      rows.push([id, this.hub.config.connection(id)?.plugin ?? '', read, rejected, seconds]);
      runs.push(run);
    }
    printTable(rows);
    const records = rows.reduce((sum, row) => sum + Number(row[2]) || sum, 0);
    const profiles = await this.hub.database.prisma.profile.count();
    print();
    print(`  ${count(records)} records; ${count(profiles)} profiles now`);
    return runs.every(isFine) && rows.slice(1).every((row) => row[3] === 0);
  }

  /** What the shop's pages have sent so far: one run for each hour. */
  private async received(): Promise<{ readonly read: number; readonly rejected: number }> {
    const [row] = await this.hub.database.prisma.$queryRaw<[{ read: number; rejected: number }]>`
      SELECT coalesce(sum((counts ->> 'read')::int), 0)::int AS read,
             coalesce(sum((counts ->> 'rejected')::int), 0)::int AS rejected
      FROM run WHERE kind = 'push' AND target = 'web'`;
    return row;
  }

  async showSegments(): Promise<boolean> {
    const { run, seconds } = await this.work('evaluate', 'segments');
    const sizes = await this.hub.database.prisma.$queryRaw<{ name: string; size: number }[]>`
      SELECT s.name, count(m.profile_id)::int AS size
      FROM segment s LEFT JOIN membership m ON m.segment_id = s.id GROUP BY s.id ORDER BY s.id`;
    const { joined = 0, left = 0 } = run.counts;
    print();
    printTable([['segment', 'members'], ...sizes.map(({ name, size }) => [name, size])]);
    print();
    print(`  ${count(joined)} memberships began and ${count(left)} ended; it took ${seconds} s`);
    return isFine(run);
  }

  /** Runs every sync, and compares what the vendors hold then. */
  async sync(): Promise<boolean> {
    const messagesBefore = this.world.slack.messages.length;
    const rows: Row[] = [['sync', 'joined', 'left', 'changed', 'skipped', 'seconds', 'audience']];
    const checks: AudienceCheck[] = [];
    const runs: Run[] = [];
    for (const sync of this.hub.config.config.syncs) {
      const { run, seconds } = await this.work('sync', sync.id);
      const { joined = 0, left = 0, confirmed = 0, skipped = 0 } = run.counts;
      const check = await checkAudience(this.hub, this.world, sync);
      const changed = confirmed - joined - left;
      rows.push([sync.id, joined, left, changed, skipped, seconds, describe(check)]);
      checks.push(check);
      runs.push(run);
    }
    print();
    printTable(rows);
    const { added, removed, written } = this.mailchimp.takeRows();
    const told = this.world.slack.messages.length - messagesBefore;
    print();
    print(
      `  Mailchimp received ${count(added)} rows to add, ${count(removed)} to remove and ${count(written)} with fields; Slack ${told} messages`,
    );
    for (const check of checks) printDifference(check);
    return runs.every(isFine) && checks.every(isEqual);
  }

  private async work(kind: WorkKind, target: string) {
    const startedAt = Date.now();
    const run = await this.hub.run(kind, target);
    if (!isFine(run)) print(red(`  ${kind} ${target} ${run.state}: ${run.error?.message ?? ''}`));
    return { run, seconds: secondsSince(startedAt) };
  }
}

const isFine = ({ state }: Run): boolean => state === 'succeeded';

const secondsSince = (startedAt: number): string => ((Date.now() - startedAt) / 1000).toFixed(1);

function describe(check: AudienceCheck): string {
  const { size, held, skipped } = check;
  const why = [...skipped].map(([code, n]) => `${n} ${code}`).join(', ');
  const left = why === '' ? '' : ` (cannot hold ${why})`;
  const verdict = isEqual(check) ? green('equal') : red('NOT EQUAL');
  return `${verdict}: ${count(held)} of ${count(size)}${left}`;
}

function printDifference({ syncId, missing, unexpected }: AudienceCheck): void {
  if (missing.length > 0) print(dim(`  ${syncId} lacks ${missing.slice(0, 10).join(', ')}`));
  if (unexpected.length > 0) {
    print(dim(`  ${syncId} should not hold ${unexpected.slice(0, 10).join(', ')}`));
  }
}
