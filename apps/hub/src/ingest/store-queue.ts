import { Injectable, Logger, Optional } from '@nestjs/common';
import type { Rejection, SourceRecord } from '@segue/sdk';
import type { Sql } from '../database/database.js';
import type { IntakeResult } from '../intake/intake-result.js';
import { IntakeService, MOST_RECORDS } from '../intake/intake.service.js';
import { RunRepository } from '../runs/run.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import { describeFailure, isRefusedData } from './store-failure.js';

/** What one request brought. */
export interface Arrival {
  readonly connectionId: string;
  readonly records: readonly SourceRecord[];
  readonly rejected: readonly Rejection[];
  readonly receivedAt: Date;
  /** Length of its body: a measure of the memory that its records hold. */
  readonly bytes: number;
}

/** `malformed`: the database refuses these records, whatever is done. `overloaded`: another time it may take them. */
export type StoreOutcome = 'stored' | 'malformed' | 'overloaded';

export interface QueueLimits {
  /** Records and rejections of requests that have no answer yet. */
  readonly records: number;
  readonly bytes: number;
}

/**
 * Four full stores: a few seconds of work, which is less than the time-outs of those who wait. More would be answered after its
 * sender gave up and sent it again. The bytes keep as many large records from filling the memory: parsed, they take several
 * times their length.
 */
const LIMITS: QueueLimits = { records: 20_000, bytes: 64 * 1024 * 1024 };

interface Waiting extends Arrival {
  readonly settle: (outcome: StoreOutcome) => void;
}

/**
 * Stores what requests bring, many requests in one transaction: while one group is being stored, the requests that arrive
 * wait together and are the next group. Intake takes one batch at a time in any case, so that there is one line for all
 * connections; a group is of one connection, that of the longest waiting request.
 */
@Injectable()
export class StoreQueue {
  private readonly logger = new Logger('Ingest');
  private readonly held = { records: 0, bytes: 0 };
  private waiting: Waiting[] = [];
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly intake: IntakeService,
    private readonly runs: RunRepository,
    private readonly config: HubConfig,
    @Optional() private readonly limits: QueueLimits = LIMITS,
  ) {}

  /** @returns once it is durable, or will not be */
  async store(arrival: Arrival): Promise<StoreOutcome> {
    const records = sizeOf(arrival);
    if (records === 0) return 'stored';
    if (this.isFull(records, arrival.bytes)) return 'overloaded';
    this.held.records += records;
    this.held.bytes += arrival.bytes;
    const outcomes = await Promise.all(partsOf(arrival).map((part) => this.enqueue(part)));
    this.held.records -= records;
    this.held.bytes -= arrival.bytes;
    return outcomes.find((outcome) => outcome !== 'stored') ?? 'stored';
  }

  /** One request is always taken, however large: it would never be otherwise. */
  private isFull(records: number, bytes: number): boolean {
    const { held, limits } = this;
    if (held.records === 0) return false;
    return held.records + records > limits.records || held.bytes + bytes > limits.bytes;
  }

  private enqueue(arrival: Arrival): Promise<StoreOutcome> {
    return new Promise((settle) => {
      this.waiting.push({ ...arrival, settle });
      this.work = this.work.then(() => this.commit(this.takeGroup()));
    });
  }

  /** The requests of the next connection in order, as many as fit into one store. Empty when an earlier group had them. */
  private takeGroup(): readonly Waiting[] {
    const first = this.waiting[0];
    const own = this.waiting.filter(({ connectionId }) => connectionId === first?.connectionId);
    let size = 0;
    const end = own.findIndex((arrival) => (size += sizeOf(arrival)) > MOST_RECORDS);
    const group = new Set(end < 0 ? own : own.slice(0, end));
    this.waiting = this.waiting.filter((arrival) => !group.has(arrival));
    return [...group];
  }

  /**
   * Stores a group, or, where the database refuses something in it, its halves in turn, so that only the request that holds it
   * fails. Never rejects.
   */
  private async commit(group: readonly Waiting[]): Promise<void> {
    if (group.length === 0) return;
    const outcome = await this.storeGroup(group);
    if (outcome === 'malformed' && group.length > 1) {
      const middle = Math.ceil(group.length / 2);
      await this.commit(group.slice(0, middle));
      await this.commit(group.slice(middle));
      return;
    }
    const final = outcome === 'malformed' ? await this.storeAsRejected(group) : outcome;
    for (const { settle } of group) settle(final);
  }

  private async storeAsRejected(group: readonly Waiting[]): Promise<StoreOutcome> {
    const refused = group.map((arrival) => ({
      ...arrival,
      records: [],
      rejected: [...arrival.rejected, ...arrival.records.map(toRejection)],
    }));
    return (await this.storeGroup(refused)) === 'stored' ? 'malformed' : 'overloaded';
  }

  private async storeGroup(group: readonly Arrival[]): Promise<StoreOutcome> {
    const { connectionId } = group[0]!;
    const records = group.flatMap((arrival) => arrival.records);
    const rejected = group.flatMap((arrival) => arrival.rejected);
    const receivedAt = latest(group);
    try {
      await this.intake.store(
        { connectionId, records, receivedAt },
        this.config.intakeRules,
        (sql, result) => this.count(sql, { connectionId, records, rejected, receivedAt }, result),
      );
      return 'stored';
    } catch (error) {
      this.logger.warn(
        `${group.length} requests for ${connectionId} were not stored: ${describeFailure(error)}`,
      );
      return isRefusedData(error) ? 'malformed' : 'overloaded';
    }
  }

  private async count(
    sql: Sql,
    arrival: Omit<Arrival, 'bytes'>,
    result: IntakeResult,
  ): Promise<void> {
    const { connectionId, receivedAt } = arrival;
    const runId = await this.runs.pushRun(sql, connectionId, hourOf(receivedAt));
    await this.runs.recordIntake(sql, runId, arrival, result);
  }
}

const sizeOf = ({ records, rejected }: Arrival): number => records.length + rejected.length;

/** A request that is too long for one store, in parts that are not. */
function partsOf(arrival: Arrival): readonly Arrival[] {
  if (sizeOf(arrival) <= MOST_RECORDS) return [arrival];
  return [
    ...slices(arrival.records).map((records) => ({ ...arrival, records, rejected: [] })),
    ...slices(arrival.rejected).map((rejected) => ({ ...arrival, records: [], rejected })),
  ];
}

const slices = <T>(values: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(values.length / MOST_RECORDS) }, (_, index) =>
    values.slice(index * MOST_RECORDS, (index + 1) * MOST_RECORDS),
  );

const toRejection = (raw: SourceRecord): Rejection => ({
  code: 'UNSTORABLE',
  reason: 'the database refuses a record of this request; nothing of it was taken',
  raw,
});

const latest = (group: readonly Arrival[]): Date =>
  new Date(Math.max(...group.map(({ receivedAt }) => receivedAt.getTime())));

const HOUR_MS = 3_600_000;

/** In UTC. */
const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
