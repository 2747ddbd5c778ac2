import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../runtime/clock.js';
import { LeaseRepository, type WorkKind } from '../schedule/lease.repository.js';
import { NotFoundError } from '../status/not-found-error.js';
import { RunConflictError } from './run-conflict-error.js';
import { RunRepository } from './run.repository.js';
import type { Run } from './run.js';

/** How soon a run hears that another process was asked to end it. */
const LOOK_MS = 1_000;

/** What cannot be ended half-way: an evaluation is one transaction, and a push is what others send. */
const CANCELLABLE: readonly Run['kind'][] = ['pull', 'sync'];

export interface Watch {
  /** Aborted when somebody wants the run to end. */
  readonly signal: AbortSignal;
  close(): void;
}

/** Ends runs before their time, after the page or batch that they have in hand, whichever process does them. */
@Injectable()
export class RunCancellation {
  private readonly logger = new Logger('Runs');
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly runs: RunRepository,
    private readonly leases: LeaseRepository,
    private readonly clock: Clock,
  ) {}

  /** To be closed when the run is over. */
  watch(runId: string): Watch {
    const controller = new AbortController();
    this.running.set(runId, controller);
    const timer = setInterval(() => {
      this.runs
        .isCancelAsked(runId)
        .then((isAsked) => isAsked && controller.abort())
        .catch((error: unknown) => {
          this.logger.warn(`cannot look: ${error instanceof Error ? error.name : 'error'}`);
        });
    }, LOOK_MS);
    return {
      signal: controller.signal,
      close: () => {
        clearInterval(timer);
        this.running.delete(runId);
      },
    };
  }

  /** Asked twice, it is as if asked once. @throws NotFoundError, RunConflictError */
  async ask(runId: string, by: string): Promise<Run> {
    const run = await this.runs.get(runId);
    if (!run) throw new NotFoundError(`run ${runId}`);
    const { kind, target, state } = run;
    if (state !== 'running') throw new RunConflictError('RUN_OVER', `the run is over: ${state}`);
    if (!CANCELLABLE.includes(kind)) {
      const message = `a run of the kind ${kind} cannot be cancelled`;
      throw new RunConflictError('RUN_NOT_CANCELLABLE', message);
    }
    await this.runs.askToCancel(runId, this.clock.now(), by);
    this.running.get(runId)?.abort();
    // A process that died does not hear it any more.
    if (!(await this.leases.isHeld({ kind: kind as WorkKind, target }))) {
      await this.runs.endUnheld(runId, this.clock.now());
    }
    return (await this.runs.get(runId)) ?? run;
  }
}
