import { Injectable } from '@nestjs/common';
import {
  ContractError,
  RateLimitError,
  toConnectorError,
  TransientError,
  type AnySource,
  type ConnectorError,
  type Page,
} from '@segue/sdk';
import { Database, Prisma, type Sql } from '../database/database.js';
import type { IntakeResult } from '../intake/intake-result.js';
import { IntakeService, MOST_RECORDS } from '../intake/intake.service.js';
import { ArrivalFeed } from '../live/arrival-feed.service.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { pauseBefore, wait } from '../runtime/retry.js';
import { RunRepository } from '../runs/run.repository.js';
import { LeaseRepository, type Lease } from '../schedule/lease.repository.js';
import { ConnectionContexts } from './connection-contexts.js';

/** Failures in a row, without a page in between, after which a pull gives up until its next run. */
const MOST_FAILURES = 5;

/** Reads a source page by page from where it stopped, and stores each page together with the new checkpoint. */
@Injectable()
export class PullService {
  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly contexts: ConnectionContexts,
    private readonly intake: IntakeService,
    private readonly runs: RunRepository,
    private readonly leases: LeaseRepository,
    private readonly arrivals: ArrivalFeed,
    private readonly clock: Clock,
  ) {}

  /** @returns how many records were stored @throws ConnectorError when the source cannot be read to its end now */
  async pull(
    connectionId: string,
    runId: string,
    lease: Lease,
    signal: AbortSignal,
  ): Promise<{ readonly accepted: number }> {
    const source = this.sourceOf(connectionId);
    let accepted = 0;
    for (let failures = 0; !signal.aborted;) {
      try {
        const context = this.contexts.for(connectionId, source, signal);
        const checkpoint = await this.checkpoint(connectionId);
        for await (const page of pagesOf<unknown>(source.read!(context, checkpoint))) {
          accepted += await this.store(connectionId, page, runId, lease);
          failures = 0;
          if (signal.aborted) break;
        }
        return { accepted };
      } catch (error) {
        if (signal.aborted) break;
        if (!isWorthAnotherTry(error) || ++failures >= MOST_FAILURES) throw error;
        await wait(pauseBefore(failures, error), signal);
      }
    }
    return { accepted };
  }

  private sourceOf(connectionId: string): AnySource {
    const plugin = this.config.connection(connectionId)?.plugin ?? '';
    const source = this.config.connectors.get(plugin)?.source;
    if (!source?.read) throw new ContractError(`nothing can be read from ${connectionId}`);
    return source;
  }

  private async checkpoint(connectionId: string): Promise<unknown> {
    const { checkpoint } = await this.database.prisma.connection.findUniqueOrThrow({
      where: { id: connectionId },
    });
    return checkpoint ?? undefined;
  }

  private async store(
    connectionId: string,
    page: Page<unknown>,
    runId: string,
    lease: Lease,
  ): Promise<number> {
    const { records, checkpoint, notes = [] } = page;
    if (records.length > MOST_RECORDS) {
      throw new ContractError(`a page has ${records.length} records; ${MOST_RECORDS} at most`);
    }
    const finish = async (sql: Sql, result: IntakeResult) => {
      await this.leases.fence(sql, lease);
      await sql.connection.update({
        where: { id: connectionId },
        data: { checkpoint: checkpoint ?? Prisma.DbNull, checkpointAt: this.clock.now() },
      });
      await this.runs.recordIntake(sql, runId, page, result);
      await this.runs.note(sql, runId, notes);
    };
    const batch = { connectionId, records, receivedAt: this.clock.now() };
    const { accepted } = await this.intake.store(batch, this.config.intakeRules, finish);
    this.arrivals.show(connectionId, records, batch.receivedAt);
    return accepted;
  }
}

/** The pages of a plugin, whose every failure is a ConnectorError; the hub's own failures pass by. */
async function* pagesOf<S>(read: AsyncGenerator<Page<S>, void, void>): AsyncGenerator<Page<S>> {
  try {
    yield* read;
  } catch (error) {
    throw toConnectorError(error);
  }
}

const isWorthAnotherTry = (error: unknown): error is ConnectorError =>
  error instanceof TransientError || error instanceof RateLimitError;
