import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, MemberIdentifier } from '@segue/sdk';
import { holdOpen } from '../../../../../test/support/hold-open.js';
import type { Database } from '../../database/database.js';
import { uuidV7 } from '../../database/uuid.js';
import { AddressRepository } from '../../delivery/address.repository.js';
import { DeliveryRowRepository } from '../../delivery/delivery-row.repository.js';
import { DeliveryCountRepository } from '../../delivery/delivery-count.repository.js';
import { DeliveryRepository } from '../../delivery/delivery.repository.js';
import type { Outcome, SyncTarget } from '../../delivery/delivery.js';
import { UnsettledRepository } from '../../delivery/unsettled.repository.js';
import type { IntakeBatch } from '../../intake/intake.service.js';
import { IntakeRepository } from '../../intake/intake.repository.js';
import { EVALUATION } from '../../schedule/evaluation-work.js';
import { LeaseRepository } from '../../schedule/lease.repository.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { parseScenario } from '../../scenarios/read-scenario.js';
import { resolveNames } from '../../scenarios/resolve-names.js';
import { ScenarioHub } from '../../scenarios/scenario-hub.js';
import { MessageSender } from '../../scenarios/send-messages.js';
import { UnsettledService } from '../unsettled.service.js';

/** What a destination makes of one change. */
export type Answer = 'ok' | 'failed' | 'skipped' | 'lost';

export interface Counts {
  readonly size: number;
  readonly joins: number;
  readonly updates: number;
  readonly leaves: number;
  readonly skipped: number;
  readonly confirmed: number;
  readonly unreachable: number;
}

type SyncSettings = Pick<SyncTarget, 'syncId' | 'identifiers' | 'fields'> & {
  readonly segmentKey: string;
};

const START_MS = Date.parse('2026-01-10T00:00:00Z');
const HOUR_MS = 3_600_000;

/** Intake, evaluation and syncs of a hub, whose destination is what a spec says. */
export class DeliveryWorld {
  private readonly counting: DeliveryCountRepository;
  private readonly deliveries = new DeliveryRepository();
  private readonly unsettled: UnsettledService;
  private readonly list = new UnsettledRepository();
  private readonly addresses = new AddressRepository();
  private readonly rows = new DeliveryRowRepository();
  private nowMs = START_MS;
  private sent = 0;

  private constructor(
    readonly database: Database,
    private readonly scenario: Scenario,
    private readonly hub: ScenarioHub,
  ) {
    this.counting = new DeliveryCountRepository(database);
    const { segments } = hub;
    this.unsettled = new UnsettledService(database, this.list, new IntakeRepository(), segments);
  }

  /** Empties the database. */
  static async start(database: Database): Promise<DeliveryWorld> {
    const at = new Date(START_MS).toISOString();
    const text = JSON.stringify({ timezone: 'UTC', steps: [{ at }] });
    const scenario = await parseScenario(text, 'delivery.json');
    const hub = new ScenarioHub(database, scenario);
    await database.transaction((sql) => hub.repository.empty(sql));
    return new DeliveryWorld(database, scenario, hub);
  }

  async define(key: string, rule: object): Promise<void> {
    const segment = { key, name: key, description: '', rule };
    await this.hub.segments.save(this.database.prisma, segment);
  }

  async addSync(id: string, segmentKey: string): Promise<void> {
    await this.database.prisma.sync.create({
      data: { id, segmentKey, connectionId: 'list', audience: {}, fields: {}, guards: {} },
    });
  }

  /** Messages of the Segment spec. */
  async send(...messages: readonly object[]): Promise<void> {
    const stamped = messages.map((message) => ({ messageId: `m${this.sent++}`, ...message }));
    const refuse = ({ reason }: { readonly reason: string }) => {
      throw new Error(`a message was not taken: ${reason}`);
    };
    await new MessageSender(this.hub, new Date(this.nowMs), refuse).send(stamped, 'send');
  }

  /** Takes a profile in, in a transaction that does not end before the function that it returns is called. */
  beginToSend(userId: string, traits: JsonObject): Promise<() => Promise<void>> {
    const batch: IntakeBatch = {
      connectionId: 'slow',
      receivedAt: new Date(this.nowMs),
      records: [{ kind: 'profile', identifiers: { userId }, traits }],
    };
    const { intake, config } = this.hub;
    return holdOpen((pause) => intake.store(batch, config.intakeRules, pause));
  }

  get now(): string {
    return new Date(this.nowMs).toISOString();
  }

  async evaluate(hoursLater = 1): Promise<void> {
    this.nowMs += hoursLater * HOUR_MS;
    const { errors } = await this.hub.evaluation.evaluate(new Date(this.nowMs), uuidV7());
    if (errors.size > 0) throw new Error(`segments failed: ${[...errors.values()].join(', ')}`);
  }

  /** An evaluation, in a transaction that does not end before the function that it returns is called. */
  async beginToEvaluate(hoursLater = 0): Promise<() => Promise<void>> {
    this.nowMs += hoursLater * HOUR_MS;
    const { database } = this;
    const leases = new LeaseRepository(database);
    await database.prisma.work.create({ data: { ...EVALUATION } });
    const lease = await leases.take(EVALUATION);
    return holdOpen((pause) =>
      database.transaction(async (sql) => {
        const inside = Object.create(database, {
          prisma: { value: sql },
          transaction: { value: (work: (same: typeof sql) => Promise<unknown>) => work(sql) },
        }) as Database;
        const { evaluation } = new ScenarioHub(inside, this.scenario);
        await leases.fence(sql, lease!);
        await evaluation.evaluate(new Date(this.nowMs), uuidV7());
        await pause();
      }),
    );
  }

  async erase(...names: readonly string[]): Promise<void> {
    const owners = await resolveNames(this.hub, names);
    const ids = [...new Set(owners.values())];
    await this.database.transaction((sql) => this.hub.profiles.erase(sql, ids));
  }

  retry(syncId: string, state: 'failed' | 'skipped'): Promise<number> {
    return this.rows.retry(this.database.prisma, syncId, state);
  }

  /**
   * As a run does, which may be killed before it looks back.
   *
   * @param answers to its changes, again and again
   * @returns how many differed who were not listed although they should have been
   */
  async run(settings: SyncSettings, answers: readonly Answer[], isKilled = false): Promise<number> {
    const target = await this.targetOf(settings);
    const sql = this.database.prisma;
    await this.deliveries.forgetFormerAttempts(sql, target);
    await this.addresses.handOver(sql, target);
    const unnoted = await this.unsettled.complete(target);
    const { among } = await this.counting.of(target);
    const page = { limit: 1_000, among };
    let count = 0;
    for (const isLeaving of [true, false]) {
      const pending = isLeaving
        ? await this.deliveries.leaves(sql, target, page)
        : await this.deliveries.joinsAndUpdates(sql, target, page);
      const runId = uuidV7();
      await this.deliveries.mark(
        sql,
        target,
        runId,
        pending.map(({ change }) => change),
      );
      const outcomes = pending.flatMap(({ change }): Outcome[] => {
        const status = answers[count++ % answers.length]!;
        if (status === 'lost') return [];
        return status === 'ok'
          ? [{ change, status }]
          : [{ change, status, code: 'REFUSED', message: 'as the spec says' }];
      });
      const attempted = outcomes.map((outcome) => ({ ...outcome, attempts: 1 }));
      await this.deliveries.save(sql, target, runId, attempted, new Date(this.nowMs));
    }
    if (!isKilled) await this.unsettled.prune(target);
    return unnoted;
  }

  /** As a plan counts, among those who may differ or among everybody. */
  async counts(settings: SyncSettings): Promise<Counts & { readonly among: string }> {
    return this.counting.of(await this.targetOf(settings));
  }

  /** Profiles that may differ, as listed. */
  async listed(syncId: string): Promise<ReadonlySet<string>> {
    const rows = await this.database.prisma.unsettled.findMany({ where: { syncId } });
    return new Set(rows.map(({ profileId }) => profileId));
  }

  async isComplete(settings: SyncSettings): Promise<boolean> {
    return this.list.isComplete(this.database.prisma, await this.targetOf(settings));
  }

  /** Looked at one by one, without the hub's statements. */
  async lookAtEverybody(settings: SyncSettings): Promise<{
    readonly counts: Counts;
    readonly differing: readonly string[];
  }> {
    const { syncId, segmentId, identifiers, fields } = await this.targetOf(settings);
    const { prisma } = this.database;
    const profiles = new Map((await prisma.profile.findMany()).map((row) => [row.profileId, row]));
    const memberships = await prisma.membership.findMany({ where: { segmentId } });
    const members = new Set(memberships.map(({ profileId }) => profileId));
    const deliveries = await prisma.delivery.findMany({ where: { syncId } });
    const held = new Map(deliveries.map((row) => [row.profileId, row]));
    const counts = { size: 0, joins: 0, updates: 0, leaves: 0, skipped: 0, confirmed: 0 };
    let unreachable = 0;
    const differing: string[] = [];
    for (const id of new Set([...members, ...held.keys()])) {
      const profile = members.has(id) ? profiles.get(id) : undefined;
      const delivery = held.get(id);
      const confirmed = delivery?.confirmed ?? null;
      const isSending = (delivery?.sending ?? null) !== null;
      const problem = delivery?.problem as { status: string; op: string } | null | undefined;
      if (confirmed) counts.confirmed++;
      if (!profile) {
        const isLeft = problem?.status === 'skipped' && problem.op === 'leave';
        if ((confirmed || isSending) && !isLeft) counts.leaves++;
        if (delivery) differing.push(id);
        continue;
      }
      counts.size++;
      const own = identifiers.flatMap((type) =>
        profile[type] ? [[type, profile[type]] as const] : [],
      );
      if (own.length === 0) unreachable++;
      const traits = profile.traits as JsonObject;
      const said = fields.map(({ name, path }) => [name, traits[path[0]!] ?? null] as const);
      const wanted = { ...Object.fromEntries(own), fields: Object.fromEntries(said) };
      const isOther = !confirmed || isSending || !isDeepStrictEqual(confirmed, wanted);
      const isSkipped =
        problem?.status === 'skipped' && !isSending && isDeepStrictEqual(delivery?.wanted, wanted);
      if (isSkipped) counts.skipped += isOther ? 1 : 0;
      else if (!confirmed) counts.joins++;
      else if (isOther) counts.updates++;
      if (isOther || own.length === 0) differing.push(id);
    }
    return { counts: { ...counts, unreachable }, differing };
  }

  private async targetOf({ segmentKey, ...settings }: SyncSettings): Promise<SyncTarget> {
    const { id } = await this.database.prisma.segment.findFirstOrThrow({
      where: { key: segmentKey },
    });
    return { ...settings, segmentId: id, traits: [] };
  }
}

export const syncOf = (
  syncId: string,
  segmentKey: string,
  identifiers: readonly MemberIdentifier[],
  fields: Readonly<Record<string, string>> = {},
): SyncSettings => ({
  ...{ syncId, segmentKey, identifiers },
  fields: Object.entries(fields).map(([name, trait]) => ({ name, path: [trait] })),
});
