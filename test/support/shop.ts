import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubspotSimulator } from './vendors/hubspot.simulator.js';
import { MailchimpSimulator } from './vendors/mailchimp.simulator.js';
import { SlackSimulator } from './vendors/slack.simulator.js';
import { seededRandom } from '../../apps/hub/src/demo/draw.js';
import { VendorTap, type TappedRequest, type Moment } from './vendor-tap.js';

export const LIST = 'a1b2c3d4e5';
export const CHANNEL = 'C0123456789';
/** Names of the static segments in Mailchimp. */
export const AUDIENCES = { customers: 'Customers', active: 'Active' } as const;

const ACCESS_TOKEN = 'pat-eu1-simulator';
const PLANS = ['free', 'team', 'enterprise'];
const CLOCK_LAG_MS = 60_000;
/** More sessions than this make somebody active. */
const FEW_SESSIONS = 2;

export interface ShopOptions {
  /** Contacts in HubSpot. */
  readonly people?: number;
  /** How many of them are in the Mailchimp list from the start: each takes requests of their own. */
  readonly subscribers?: number;
  readonly latencyMs?: number;
  /** Of everything; without it, work is done when it is asked for. */
  readonly schedule?: string;
  readonly seed?: number;
}

/**
 * A small business with all its tools on loopback: contacts in HubSpot, a folder of NDJSON with the website's events, a list
 * in Mailchimp and a channel in Slack. It keeps count of what a hub must come to know.
 */
export class Shop {
  /** Its clock is late by more than what the hub leaves to the search index: every change is found at once. */
  readonly hubspot = new HubspotSimulator({
    accessToken: ACCESS_TOKEN,
    now: () => new Date(Date.now() - CLOCK_LAG_MS),
  });
  readonly mailchimp = new MailchimpSimulator();
  readonly slack = new SlackSimulator();
  readonly taps: Readonly<Record<'hubspot' | 'mailchimp' | 'slack', VendorTap>>;
  folder = '';
  /** Sessions of each user id. */
  readonly sessions = new Map<string, number>();
  private readonly contacts: string[] = [];
  private readonly random: () => number;
  private files = 0;
  private messages = 0;

  constructor(private readonly options: ShopOptions = {}) {
    const { latencyMs = 0, seed = 1 } = options;
    this.random = seededRandom(seed);
    const tap = () => new VendorTap(latencyMs);
    this.taps = { hubspot: tap(), mailchimp: tap(), slack: tap() };
  }

  async open(): Promise<void> {
    const { people = 250, subscribers = 60, schedule } = this.options;
    this.folder = await mkdtemp(join(tmpdir(), 'segue-shop-'));
    await mkdir(join(this.folder, 'events'));
    this.contacts.push(...this.hubspot.load(people));
    this.mailchimp.addList(LIST);
    for (const id of this.contacts.slice(0, subscribers)) {
      this.mailchimp.addMember(LIST, this.emailOf(id));
    }
    this.slack.addChannel(CHANNEL);
    await Promise.all([this.hubspot.start(), this.mailchimp.start(), this.slack.start()]);
    const urls = {
      hubspot: await this.taps.hubspot.start(this.hubspot.url),
      mailchimp: `${await this.taps.mailchimp.start(this.mailchimp.url)}/3.0`,
      slack: `${await this.taps.slack.start(this.slack.url)}/api`,
    };
    await writeFile(join(this.folder, 'segue.yaml'), configOf(urls, schedule));
  }

  /** What the hub's process needs to know: segue.yaml names the variables. */
  get env(): Readonly<Record<string, string>> {
    return {
      HUBSPOT_TOKEN: ACCESS_TOKEN,
      MAILCHIMP_API_KEY: this.mailchimp.apiKey,
      SLACK_BOT_TOKEN: this.slack.botToken,
    };
  }

  async close(): Promise<void> {
    const servers = [this.hubspot, this.mailchimp, this.slack, ...Object.values(this.taps)];
    await Promise.all(servers.map((server) => server.stop()));
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Is told of every moment of every request to a vendor. */
  watch(listener: ((moment: Moment, request: TappedRequest) => void) | undefined): void {
    for (const tap of Object.values(this.taps)) tap.listener = listener;
  }

  /** New contacts, changed contacts, and another file of events. */
  async trade(): Promise<void> {
    for (let n = 0; n < 4; n++) {
      const email = `new${this.contacts.length}@example.test`;
      this.contacts.push(this.hubspot.create({ email, lifecyclestage: 'lead', plan: 'free' }));
    }
    for (let n = 0; n < 8; n++) {
      const lifecyclestage = this.random() < 0.5 ? 'customer' : 'lead';
      this.hubspot.update(this.pick(this.contacts), { lifecyclestage, plan: this.pick(PLANS) });
    }
    await this.visit(60);
  }

  /** All customers but one become leads. */
  churn(): void {
    for (const id of this.customerIds.slice(1)) {
      this.hubspot.update(id, { lifecyclestage: 'lead' });
    }
  }

  /**
   * Writes a file of sessions. Some users are contacts, and some of these say so only after their first session; the others
   * stay unknown. Every other message has an id; one in ten of these comes twice.
   */
  async visit(count: number): Promise<void> {
    const lines: object[] = [];
    for (let n = 0; n < count; n++) {
      const number = Math.floor(this.random() * 150);
      const userId = `user-${number}`;
      const isKnown = this.sessions.has(userId);
      this.sessions.set(userId, (this.sessions.get(userId) ?? 0) + 1);
      const id = this.messages++;
      const session = {
        type: 'track',
        event: 'Session Started',
        userId,
        timestamp: new Date(Date.UTC(2026, 0, 1) + id * 1000).toISOString(),
        properties: { number: id },
        ...(id % 2 === 0 ? { messageId: `message-${id}` } : {}),
      };
      lines.push(session);
      if (id % 20 === 0) lines.push(session);
      const email = this.emailOfUser(userId);
      if (!isKnown && email) lines.push({ type: 'identify', userId, traits: { email } });
    }
    const name = `${String(this.files++).padStart(4, '0')}.ndjson`;
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await writeFile(join(this.folder, 'events', name), text);
  }

  // ── What a hub must come to know ──────────────────────────────────────────────────────────────────────────────────────

  get profileCount(): number {
    const strangers = [...this.sessions.keys()].filter((user) => !this.emailOfUser(user));
    return this.contacts.length + strangers.length;
  }

  get customers(): readonly string[] {
    return this.customerIds.map((id) => this.emailOf(id)).sort();
  }

  /** Addresses of active people: who has none cannot be in a list. */
  get active(): readonly string[] {
    return this.activeUsers.flatMap((user) => this.emailOfUser(user) ?? []).sort();
  }

  /** User ids, of contacts and of strangers. */
  get activeUsers(): readonly string[] {
    return [...this.sessions].flatMap(([user, n]) => (n > FEW_SESSIONS ? [user] : []));
  }

  planOf(email: string): string | undefined {
    const id = this.contacts.find((contact) => this.emailOf(contact) === email);
    return this.hubspot.propertiesOf(id ?? '')?.['plan'] ?? undefined;
  }

  /** Addresses that are in a static segment in Mailchimp. */
  audience(key: keyof typeof AUDIENCES): readonly string[] {
    return this.mailchimp.segmentMembers(LIST, AUDIENCES[key]).sort();
  }

  /** The ids of the news that the Slack channel was told, in the order of the messages. */
  get toldIds(): readonly string[] {
    return this.slack.messagesIn(CHANNEL).map(({ metadata }) => {
      const { event_payload } = metadata as { event_payload: { delivery_id: string } };
      return event_payload.delivery_id;
    });
  }

  private get customerIds(): readonly string[] {
    return this.contacts.filter(
      (id) => this.hubspot.propertiesOf(id)?.['lifecyclestage'] === 'customer',
    );
  }

  private emailOf(contactId: string): string {
    return this.hubspot.propertiesOf(contactId)!['email']!;
  }

  /** Two users in three are contacts. */
  private emailOfUser(user: string): string | undefined {
    const number = Number(user.replace('user-', ''));
    return number % 3 === 0 ? undefined : this.emailOf(this.contacts[number]!);
  }

  private pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)]!;
  }
}

function configOf(
  urls: Readonly<Record<'hubspot' | 'mailchimp' | 'slack', string>>,
  every: string | undefined,
): string {
  const schedule = every === undefined ? '' : `schedule: { every: ${every} }`;
  return `
workspace: { name: Shop }
connections:
  - id: crm
    plugin: hubspot
    settings: { accessToken: "\${HUBSPOT_TOKEN}", baseUrl: "${urls.hubspot}", properties: [email, firstname, lifecyclestage, plan] }
    ${schedule}
  - id: web
    plugin: file
    settings: { path: "events/*.ndjson" }
    ${schedule}
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "\${MAILCHIMP_API_KEY}", baseUrl: "${urls.mailchimp}" }
  - id: chat
    plugin: slack
    settings: { botToken: "\${SLACK_BOT_TOKEN}", baseUrl: "${urls.slack}" }
segments:
  - { key: customers, rule: { trait: lifecyclestage, op: eq, value: customer } }
  - { key: active, rule: { event: Session Started, count: { gt: ${FEW_SESSIONS} } } }
  - { key: busy-customers, rule: { all: [ { segment: customers }, { segment: active } ] } }
syncs:
  - id: customers-to-newsletter
    segment: customers
    connection: newsletter
    audience: { listId: ${LIST}, name: ${AUDIENCES.customers} }
    fields: { PLAN: plan }
    guards: { maxLeavePercent: 50 }
    ${schedule}
  - id: active-to-newsletter
    segment: active
    connection: newsletter
    audience: { listId: ${LIST}, name: ${AUDIENCES.active} }
    ${schedule}
  - id: active-to-chat
    segment: active
    connection: chat
    audience: { channel: ${CHANNEL} }
    ${schedule}
${every === undefined ? '' : `evaluation: { ${schedule} }`}
`;
}
