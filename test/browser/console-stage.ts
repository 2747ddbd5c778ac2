import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../apps/hub/src/cli/open-hub.js';
import { makePeople } from '../demo/people.js';
import {
  CHANNELS,
  fillAnalytics,
  fillCrm,
  fillNewsletter,
  logOrders,
  webMessages,
} from '../demo/sources.js';
import { sendMessages } from '../support/send-messages.js';
import { startHub, type StartedHub } from '../support/start-hub.js';
import { VendorWorld, WRITE_KEY } from '../support/vendor-world.js';

const DEMO_FILE = fileURLToPath(new URL('../../examples/demo/segue.yaml', import.meta.url));
const NOTHING_DECLARED = 'workspace: { name: Northwind Outfitters, timezone: Europe/Berlin }\n';
const ORDERS_FILE = 'orders.ndjson';
const SEED = 7;

/** A hub beside simulated vendors, whose console is the one that was built. */
export class ConsoleStage {
  private constructor(
    readonly world: VendorWorld,
    readonly hub: StartedHub,
    private readonly folder: string,
  ) {}

  /**
   * With the demo's people and segments.
   *
   * @param people how many there are
   */
  static async open(people: number): Promise<ConsoleStage> {
    const stage = await ConsoleStage.start(await makeFolder(), DEMO_FILE);
    await stage.fill(people);
    return stage;
  }

  /** Of somebody who begins: there is nothing in it. */
  static async openEmpty(): Promise<ConsoleStage> {
    const folder = await makeFolder();
    const file = join(folder, 'segue.yaml');
    await writeFile(file, NOTHING_DECLARED);
    return ConsoleStage.start(folder, file);
  }

  async close(): Promise<void> {
    await this.hub.stop();
    await this.world.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private static async start(folder: string, file: string): Promise<ConsoleStage> {
    const world = new VendorWorld();
    await world.start();
    const ordersFile = join(folder, ORDERS_FILE);
    await writeFile(ordersFile, '');
    const database = await openDatabase({ SEGUE_DATA: join(folder, 'data') });
    const env = {
      ...world.environment,
      ORDERS_FILE: ordersFile,
      SEGUE_SECRET_KEY: randomBytes(32).toString('base64'),
    };
    return new ConsoleStage(world, await startHub({ file, env, database }), folder);
  }

  private async fill(count: number): Promise<void> {
    const people = makePeople(count, SEED, new Date());
    for (const channel of CHANNELS) this.world.slack.addChannel(channel);
    fillCrm(this.world, people);
    fillAnalytics(this.world, people);
    fillNewsletter(this.world, people);
    const orders = people.flatMap((person) =>
      person.orders.map((order) => [person, order] as const),
    );
    await logOrders(join(this.folder, ORDERS_FILE), orders);
    await sendMessages(this.hub.url, WRITE_KEY, webMessages(people));
    for (const id of ['crm', 'analytics', 'orders']) await this.hub.run('pull', id);
    await this.hub.run('evaluate', 'segments');
  }
}

const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'segue-console-'));
