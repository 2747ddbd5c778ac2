import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyService } from '../apps/hub/src/access/api-key.service.js';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const CONFIG = `
workspace: { name: Acme, smallSegment: 1 }
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
  - id: crm
    plugin: hubspot
    settings: { accessToken: pat-eu1-not-a-real-token, baseUrl: "http://127.0.0.1:9" }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "0123456789abcdef0123456789abcdef-us1", baseUrl: "http://127.0.0.1:9" }
segments:
  - { key: pros, name: Pros, rule: { trait: plan, op: eq, value: pro } }
  - { key: lost, name: Lost, rule: { event: Never Seen } }
syncs:
  - id: pros-to-newsletter
    segment: pros
    connection: newsletter
    audience: { listId: abc123, name: Pros }
    guards: { minSize: 5 }
`;

interface Overview {
  readonly firstRun: object;
  readonly flow: {
    readonly sources: readonly object[];
    readonly profiles: object;
    readonly segments: object;
    readonly syncs: readonly object[];
  };
  readonly runs: readonly { readonly kind: string; readonly target: string }[];
  readonly attention: readonly { readonly code: string; readonly target: string }[];
}

describe('the overview', () => {
  let hub: HubServerUnderTest;
  let blockedRunId: string;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    const batch = [
      { type: 'identify', userId: '1', traits: { plan: 'pro' } },
      { type: 'identify', userId: '2', traits: { plan: 'free' } },
      { type: 'identify', traits: { plan: 'pro' } },
    ];
    await hub.post('/v1/batch', { batch }, { authorization });
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
    // The guards of syncs have specs of their own; here nothing would answer.
    const { id } = await hub.database.prisma.run.create({
      data: {
        ...{ id: randomUUID(), kind: 'sync', target: 'pros-to-newsletter', trigger: 'schedule' },
        ...{ state: 'blocked', startedAt: new Date(), finishedAt: new Date() },
        error: { code: 'BLOCKED', message: 'the segment has 1 member, and minSize is 5' },
      },
    });
    blockedRunId = id;
  });
  afterAll(() => hub.close());

  const overview = () => hub.json<Overview>('/api/overview');

  it('shows what flowed in the last 24 hours, and how each part is', async () => {
    const { flow, firstRun } = await overview();

    expect(firstRun).toEqual({
      needsConnection: false,
      needsSegment: false,
      needsSync: false,
      isEmpty: false,
    });
    expect(flow.sources).toEqual([
      {
        ...{ id: 'web', title: expect.any(String), plugin: 'segment', isPaused: false },
        ...{ health: 'warning', accepted: 2, rejected: 1 },
      },
      {
        ...{ id: 'crm', title: 'HubSpot', plugin: 'hubspot', isPaused: false },
        ...{ health: 'idle', accepted: 0, rejected: 0 },
      },
    ]);
    expect(flow.profiles).toEqual({ total: 2, created: 2, evaluated: 2 });
    expect(flow.segments).toEqual({
      ...{ total: 2, failing: 0, joined: 1, left: 0, health: 'warning' },
    });
    expect(flow.syncs).toEqual([
      {
        ...{ id: 'pros-to-newsletter', segmentKey: 'pros', connectionId: 'newsletter' },
        ...{ plugin: 'mailchimp', isPaused: false, size: 1, health: 'error' },
        ...{ delivered: 0, failed: 0, skipped: 0 },
      },
    ]);
  });

  it('groups what ran', async () => {
    const { runs } = await overview();

    expect(runs).toMatchObject([
      { kind: 'evaluate', target: 'segments', runs: 1, succeeded: 1, failed: 0 },
      { kind: 'push', target: 'web', runs: 1, succeeded: 1 },
      { kind: 'sync', target: 'pros-to-newsletter', runs: 1, blocked: 1, succeeded: 0 },
    ]);
  });

  it('says what needs a hand, the worst first, with what to do', async () => {
    const { attention } = await overview();

    expect(attention.map(({ code, target }) => [code, target])).toEqual([
      ['SYNC_BLOCKED', 'pros-to-newsletter'],
      ['RECORDS_REJECTED', 'web'],
      ['SEGMENT_WARNING', 'lost'],
    ]);
    expect(attention[0]).toEqual({
      ...{ code: 'SYNC_BLOCKED', severity: 'error', kind: 'sync', target: 'pros-to-newsletter' },
      message: expect.stringContaining('was stopped by a guard'),
      action: expect.stringContaining('approve'),
      runId: blockedRunId,
    });
  });

  it('says when something is paused or fails', async () => {
    await hub.call('/api/connections/crm/pause', { method: 'POST' });
    await hub.database.prisma.run.updateMany({
      where: { kind: 'sync' },
      data: { state: 'failed', error: { code: 'AUTH_REJECTED', message: 'the key is refused' } },
    });

    const { attention } = await overview();

    expect(attention).toMatchObject([
      { code: 'SYNC_FAILING', message: 'pros-to-newsletter failed: the key is refused' },
      { code: 'RECORDS_REJECTED' },
      { code: 'SEGMENT_WARNING' },
      { code: 'CONNECTION_PAUSED', target: 'crm', severity: 'info' },
    ]);
  });

  it('tells of no segment or sync that somebody does not see', async () => {
    await hub.database.prisma.segment.updateMany({
      where: { key: { in: ['pros', 'lost'] } },
      data: { visibility: 'roles', visibleTo: ['operator'] },
    });
    const { secret } = await hub.app
      .get(ApiKeyService)
      .create({ name: 'mia', role: 'marketer' }, 'test');

    const { text } = await hub.call('/api/overview', {
      headers: { authorization: `Bearer ${secret}` },
    });

    expect(text).not.toMatch(/pros|lost|Pros|Lost/);
    expect(JSON.parse(text)).toMatchObject({ flow: { syncs: [], segments: { total: 0 } } });
  });

  it('says what is missing on a first run', async () => {
    const empty = await HubServerUnderTest.start('workspace: { name: Acme }');

    const { firstRun, attention, flow } = await empty.json<Overview>('/api/overview');

    expect(firstRun).toEqual({
      needsConnection: true,
      needsSegment: true,
      needsSync: true,
      isEmpty: true,
    });
    expect(attention).toEqual([]);
    expect(flow).toMatchObject({ sources: [], syncs: [], segments: { health: 'idle' } });
    await empty.close();
  });
});
