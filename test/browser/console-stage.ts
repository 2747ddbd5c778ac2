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

const CONFIG_FILE = fileURLToPath(new URL('../../examples/demo/segue.yaml', import.meta.url));
const SEED = 7;

/** A hub with the demo's people, segments and vendors, whose console is the one that was built. */
export class ConsoleStage {
  private constructor(
    readonly world: VendorWorld,
    readonly hub: StartedHub,
    private readonly folder: string,
  ) {}

  /** @param people how many there are */
  static async open(people: number): Promise<ConsoleStage> {
    const folder = await mkdtemp(join(tmpdir(), 'segue-console-'));
    const world = new VendorWorld();
    await world.start();
    for (const channel of CHANNELS) world.slack.addChannel(channel);
    const ordersFile = join(folder, 'orders.ndjson');
    await writeFile(ordersFile, '');
    const database = await openDatabase({ SEGUE_DATA: join(folder, 'data') });
    const env = {
      ...world.environment,
      ORDERS_FILE: ordersFile,
      SEGUE_SECRET_KEY: randomBytes(32).toString('base64'),
    };
    const hub = await startHub({ file: CONFIG_FILE, env, database });
    const stage = new ConsoleStage(world, hub, folder);
    await stage.fill(people, ordersFile);
    return stage;
  }

  async close(): Promise<void> {
    await this.hub.stop();
    await this.world.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async fill(count: number, ordersFile: string): Promise<void> {
    const people = makePeople(count, SEED, new Date());
    fillCrm(this.world, people);
    fillAnalytics(this.world, people);
    fillNewsletter(this.world, people);
    const orders = people.flatMap((person) =>
      person.orders.map((order) => [person, order] as const),
    );
    await logOrders(ordersFile, orders);
    await sendMessages(this.hub.url, WRITE_KEY, webMessages(people));
    for (const id of ['crm', 'analytics', 'orders']) await this.hub.run('pull', id);
    await this.hub.run('evaluate', 'segments');
  }
}
