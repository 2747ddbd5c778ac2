import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ChangingPeople,
  GA4_DIMENSION,
  isInHubspot,
  LIST_ID,
  type RealPerson,
} from './support/changing-people.js';
import { sendMessages } from './support/send-messages.js';
import { changesNotNoted } from './support/changes-not-noted.js';
import { startHub, type StartedHub } from './support/start-hub.js';
import { openTestDatabase } from './support/test-database.js';
import { VendorWorld, WRITE_KEY } from './support/vendor-world.js';
import { MailchimpSimulator } from './support/vendors/mailchimp.simulator.js';
import type { Fault, VendorServer } from './support/vendors/vendor-server.js';

const SEED = 20_260_101;
const CHANNEL = 'C0PRO';
const CONFIG = `
workspace: { name: Acme, timezone: Europe/Berlin }
connections:
  - id: crm
    plugin: hubspot
    settings: { accessToken: '\${HUBSPOT_TOKEN}', baseUrl: '\${HUBSPOT_URL}', properties: [email, firstname, plan] }
  - id: analytics
    plugin: ga4
    settings:
      serviceAccount: '\${GA4_SERVICE_ACCOUNT}'
      propertyId: '123456789'
      audiences: []
      userReport: { dimension: '${GA4_DIMENSION}', metrics: [sessions] }
      baseUrl: '\${GA4_URL}'
      tokenUrl: '\${GA4_URL}/token'
  - { id: web, plugin: segment, settings: { writeKey: '\${SEGMENT_WRITE_KEY}' } }
  - { id: newsletter, plugin: mailchimp, settings: { apiKey: '\${MAILCHIMP_API_KEY}', baseUrl: '\${MAILCHIMP_URL}' } }
  - { id: team, plugin: slack, settings: { botToken: '\${SLACK_BOT_TOKEN}', baseUrl: '\${SLACK_URL}' } }
traits:
  email: { from: [crm, web] }
segments:
  - { key: pro, name: Pro, rule: { all: [{ source: crm }, { trait: plan, op: eq, value: pro }] } }
  - key: shoppers
    name: Window shoppers
    rule: { all: [{ event: Session Started, count: { gt: 3 } }, { event: Order Completed, count: { eq: 0 } }] }
  - { key: visitors, name: Visitors, rule: { trait: ga4_sessions, op: gte, value: 10 } }
syncs:
  - { id: pro-news, segment: pro, connection: newsletter, audience: { listId: ${LIST_ID}, name: Pro }, fields: { FNAME: firstname } }
  - { id: shopper-news, segment: shoppers, connection: newsletter, audience: { listId: ${LIST_ID}, name: Shoppers } }
  - { id: visitor-news, segment: visitors, connection: newsletter, audience: { listId: ${LIST_ID}, name: Visitors } }
  - { id: pro-team, segment: pro, connection: team, audience: { channel: ${CHANNEL} } }
`;

/** Sync and the name of its audience → who should be in it. */
const AUDIENCES: readonly (readonly [string, string, (person: RealPerson) => boolean])[] = [
  ['pro-news', 'Pro', (person) => isInHubspot(person) && person.isPro],
  ['shopper-news', 'Shoppers', ({ sessions, orders }) => sessions > 3 && orders === 0],
  ['visitor-news', 'Visitors', ({ visits }) => visits >= 10],
];

const THROTTLED: Fault = { status: 429, headers: { 'retry-after': '1' }, body: {} };
const FAULTS: readonly Fault[] = [THROTTLED, { status: 503, body: 'busy' }, 'hang-up', 'cut'];

describe('a hub between HubSpot, GA4, a web shop, Mailchimp and Slack', () => {
  const world = new VendorWorld(new MailchimpSimulator({ keepsSuppressedOut: true }));
  const people = new ChangingPeople(world, SEED);
  /** Audience → addresses that it held after the last round. */
  const held = new Map<string, ReadonlySet<string>>();
  let folder: string;
  let hub: StartedHub;

  beforeAll(async () => {
    await world.start();
    world.mailchimp.addList(LIST_ID);
    world.slack.addChannel(CHANNEL);
    folder = await mkdtemp(join(tmpdir(), 'segue-e2e-'));
    const file = join(folder, 'segue.yaml');
    await writeFile(file, CONFIG);
    hub = await startHub({ file, env: world.environment, database: await openTestDatabase() });
    people.add(60);
  });

  afterAll(async () => {
    await hub.stop();
    await world.stop();
    await rm(folder, { recursive: true });
  });

  /** The addresses that the audience should hold, and why it cannot hold the other members. */
  function expectedOf(audience: string, isMember: (person: RealPerson) => boolean) {
    const reasonFor = ({ email }: RealPerson): string | undefined => {
      if (email === undefined) return 'NO_EMAIL';
      const isNew = held.get(audience)?.has(email) !== true;
      const isUnable = people.unsubscribed.has(email) || email.startsWith('gone@');
      return isNew && isUnable ? 'COMPLIANCE_STATE' : undefined;
    };
    const members = people.people.filter(isMember);
    const able = members.filter((person) => reasonFor(person) === undefined);
    return {
      emails: able.flatMap(({ email = '' }) => email).sort(),
      reasons: members.flatMap((person) => reasonFor(person) ?? []).sort(),
    };
  }

  async function reasonsToldOf(syncId: string): Promise<readonly string[]> {
    const rows = await hub.database.prisma.$queryRaw<{ code: string }[]>`
      SELECT problem ->> 'code' AS code FROM delivery
      WHERE sync_id = ${syncId} AND problem ->> 'status' = 'skipped'`;
    return rows.map(({ code }) => code).sort();
  }

  function injectFaults(): void {
    const { hubspot, ga4, mailchimp, slack } = world;
    const source = people.one<VendorServer>([hubspot, ga4.server]);
    source.failNext(people.one(FAULTS));
    people.one<VendorServer>([mailchimp, slack]).failNext(people.one(FAULTS));
  }

  function clearFaults(): void {
    const { hubspot, ga4, mailchimp, slack } = world;
    for (const server of [hubspot, ga4.server, mailchimp, slack]) server.clearFaults();
  }

  /** Everything once. @returns what went wrong, and how much the Slack run told */
  async function runAll() {
    await sendMessages(hub.url, WRITE_KEY, people.takeMessages());
    const runs = [
      await hub.run('pull', 'crm'),
      await hub.run('pull', 'analytics'),
      await hub.run('evaluate', 'segments'),
    ];
    for (const [syncId] of AUDIENCES) runs.push(await hub.run('sync', syncId));
    const toTeam = await hub.run('sync', 'pro-team');
    return {
      failures: [...runs, toTeam].filter(({ state }) => state !== 'succeeded'),
      unnoted: await changesNotNoted(hub.database),
      told: toTeam.counts.confirmed ?? 0,
    };
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'holds every audience equal to its segment after round %i of changes and faults',
    async (round) => {
      if (round > 1) people.change();
      if (round > 1) injectFaults();
      const messagesBefore = world.slack.messages.length;
      const expected = AUDIENCES.map(([, name, isMember]) => expectedOf(name, isMember));

      const { failures, unnoted, told } = await runAll();
      clearFaults();

      expect(failures).toEqual([]);
      expect(unnoted).toBe(0);
      for (const [index, [syncId, name]] of AUDIENCES.entries()) {
        const emails = world.mailchimp.segmentMembers(LIST_ID, name);
        expect([name, ...emails.sort()]).toEqual([name, ...expected[index]!.emails]);
        expect([syncId, ...(await reasonsToldOf(syncId))]).toEqual([
          syncId,
          ...expected[index]!.reasons,
        ]);
        held.set(name, new Set(emails));
      }
      expect(world.slack.messages.length - messagesBefore).toBe(told > 0 ? 1 : 0);
      const size = people.people.filter((one) => isInHubspot(one) && one.isPro).length;
      expect(world.slack.messages.at(-1)?.text).toContain(`now ${size} members`);
    },
    60_000,
  );

  it('tells nothing and sends nobody when nothing changed', async () => {
    const [messages, changes] = [world.slack.messages.length, world.mailchimp.requests.length];

    const { failures, told } = await runAll();

    expect([failures, told]).toEqual([[], 0]);
    expect(world.slack.messages.length).toBe(messages);
    expect(world.mailchimp.requests.slice(changes).filter((one) => !one.startsWith('GET'))).toEqual(
      [],
    );
  });

  it('sends a change that was not noted, and says so', async () => {
    const email = [...held.get('Pro')!].find((one) => !people.unsubscribed.has(one))!;
    await hub.database.prisma.$executeRaw`
      UPDATE profile SET traits = traits || '{"firstname": "Another"}' WHERE email = ${email}`;

    const { notes } = await hub.run('sync', 'pro-news');

    expect(notes).toMatchObject([{ code: 'CHANGES_NOT_NOTED' }]);
    expect(notes[0]!.message).toContain('no plan had shown: 1;');
    expect(world.mailchimp.member(LIST_ID, email)?.merge_fields['FNAME']).toBe('Another');
  });

  it('tells no news twice', () => {
    const news = world.slack.messages.map(({ metadata }) => JSON.stringify(metadata));

    expect(new Set(news).size).toBe(news.length);
    expect(news).not.toContain(undefined);
  });

  it('changes nobody’s subscription', () => {
    const statuses = [...people.unsubscribed].map(
      (email) => world.mailchimp.member(LIST_ID, email)?.status,
    );

    expect(new Set(statuses)).toEqual(new Set(['unsubscribed']));
  });
});
