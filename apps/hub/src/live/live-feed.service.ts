import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Viewer } from '../access/viewer.js';
import { Clock } from '../runtime/clock.js';
import { canSee } from '../segments/can-see.js';
import { RestrictedSyncs } from '../status/restricted-syncs.service.js';
import { EventLog } from './event-log.js';
import type { LiveEvent, NumberedEvent } from './live-event.js';
import { LiveRepository, type LiveMarks } from './live.repository.js';
import { runChanges, toKnown, type KnownRuns } from './run-changes.js';

const POLL_MS = 1_000;
/** Further back than the clocks of two processes are apart, and than a transaction waits to be committed. */
const LOOK_BACK_MS = 60_000;
/** Longer than a page takes from its first question to its watching. */
const PAGE_LOAD_MS = 5_000;
/** Longer than a page that is loaded anew, or was cut off, takes to come back. */
const LINGER_MS = 60_000;

/** One who watches. */
export interface Watcher {
  readonly viewer: Viewer | undefined;
  readonly send: (event: NumberedEvent | Pick<LiveEvent, 'type' | 'data'>) => void;
  readonly end: () => void;
}

/**
 * Tells those who watch what goes on, in whichever hub process it does: as long as somebody watches, and a minute longer, this
 * process asks the database once a second, however many watch.
 *
 * A page asks for what it shows before it watches. What happened in between is told to it, so that it never stays with what was.
 */
@Injectable()
export class LiveFeed implements OnModuleDestroy {
  private readonly logger = new Logger('Live');
  private readonly watchers = new Set<Watcher>();
  /** Those who came before the first look, after which `known` is there. */
  private readonly waiting = new Set<Watcher>();
  private readonly log = new EventLog();
  private known: { readonly runs: KnownRuns; readonly marks: LiveMarks } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lingering: NodeJS.Timeout | undefined;
  private asking: Promise<void> | undefined;
  private isFailing = false;

  constructor(
    private readonly repository: LiveRepository,
    private readonly restricted: RestrictedSyncs,
    private readonly clock: Clock,
  ) {}

  /** @param lastId  of the last event that the watcher got before it was cut off @returns what ends it */
  watch(watcher: Watcher, lastId: string | undefined): () => void {
    clearTimeout(this.lingering);
    this.watchers.add(watcher);
    if (this.known) this.greet(watcher, this.missed(lastId));
    else this.waiting.add(watcher);
    if (!this.timer) {
      this.timer = setInterval(() => this.ask(), POLL_MS).unref();
      this.ask();
    }
    return () => this.leave(watcher);
  }

  /** Before the server is closed, which waits for every answer to end. */
  async onModuleDestroy(): Promise<void> {
    for (const watcher of this.watchers) {
      this.leave(watcher);
      watcher.end();
    }
    this.rest();
    await this.asking;
  }

  /** @param missed undefined where nobody knows */
  private greet(watcher: Watcher, missed: readonly NumberedEvent[] | undefined): void {
    if (!missed) watcher.send({ type: 'refresh', data: {} });
    else for (const event of missed) tell(watcher, event);
    watcher.send({ type: 'watching', data: {}, id: this.log.lastId });
  }

  private missed(lastId: string | undefined): readonly NumberedEvent[] | undefined {
    if (lastId !== undefined) return this.log.since(lastId);
    return this.log.from(new Date(this.clock.now().getTime() - PAGE_LOAD_MS));
  }

  private leave(watcher: Watcher): void {
    const wasThere = this.watchers.delete(watcher);
    this.waiting.delete(watcher);
    if (!wasThere || this.watchers.size > 0) return;
    this.lingering = setTimeout(() => this.rest(), LINGER_MS).unref();
  }

  /** Nobody looks from now on: what happens until somebody does again is not known. */
  private rest(): void {
    clearTimeout(this.lingering);
    clearInterval(this.timer);
    this.timer = undefined;
    this.known = undefined;
    this.log.forget();
  }

  private ask(): void {
    this.asking ??= this.poll().finally(() => {
      this.asking = undefined;
    });
  }

  /** Never rejects. */
  private async poll(): Promise<void> {
    try {
      for (const event of await this.look()) {
        const numbered = this.log.add(event, this.clock.now());
        for (const watcher of this.watchers) tell(watcher, numbered);
      }
      if (this.known) {
        for (const watcher of this.waiting) this.greet(watcher, undefined);
        this.waiting.clear();
      }
      this.isFailing = false;
    } catch (error) {
      // Once: it is asked again each second.
      if (!this.isFailing) this.logger.warn({ msg: 'cannot tell what goes on', error });
      this.isFailing = true;
    }
  }

  /** What changed since the last look; nothing at the first one. */
  private async look(): Promise<readonly LiveEvent[]> {
    const now = this.clock.now();
    const runs = await this.repository.runs(new Date(now.getTime() - LOOK_BACK_MS), now);
    const marks = await this.repository.marks();
    const before = this.known;
    if (!this.timer) return [];
    this.known = { runs: toKnown(runs), marks };
    if (!before) return [];
    const changes = runChanges(before.runs, runs, now);
    const segments = changes.some(({ kind }) => kind === 'sync')
      ? await this.restricted.segments()
      : new Map<string, never>();
    return [
      ...changes.map((run): LiveEvent => {
        const about = run.kind === 'sync' ? segments.get(run.target) : undefined;
        return { type: 'run', data: run, about };
      }),
      ...markEvents(before.marks, marks),
    ];
  }
}

function markEvents(before: LiveMarks, after: LiveMarks): readonly LiveEvent[] {
  const events: LiveEvent[] = [];
  if (before.evaluatedAt?.getTime() !== after.evaluatedAt?.getTime()) {
    events.push({ type: 'evaluation', data: { at: after.evaluatedAt } });
  }
  if (before.segments !== after.segments) events.push({ type: 'segments', data: {} });
  if (before.workspace !== after.workspace) events.push({ type: 'workspace', data: {} });
  return events;
}

function tell(watcher: Watcher, event: NumberedEvent): void {
  if (!event.about || canSee(watcher.viewer, event.about)) watcher.send(event);
}
