import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { SourceRecord } from '@segue/sdk';

/** Of one batch, and to one watcher in one second; the others are counted. */
const MOST_SHOWN = 20;

/** A record as it came in. */
export interface Arrival {
  readonly kind: SourceRecord['kind'];
  /** Of an event. */
  readonly name: string | null;
  /** When it happened, as far as the source says so. */
  readonly at: Date | null;
  readonly receivedAt: Date;
  readonly identifiers: object;
  /** Its properties, or traits. */
  readonly values: object;
}

/** What came in at once. */
export interface Arrivals {
  readonly records: readonly Arrival[];
  /** Records that came with them and are not shown. */
  readonly others: number;
}

interface ArrivalWatcher {
  readonly send: (arrivals: Arrivals) => void;
  readonly end: () => void;
}

/** Shows what arrives at this process to those who watch a connection. Nothing is kept, and nothing waits for a watcher. */
@Injectable()
export class ArrivalFeed implements OnModuleDestroy {
  private readonly watchers = new Map<string, Set<ArrivalWatcher>>();

  /** @returns what ends it */
  watch(connectionId: string, watcher: ArrivalWatcher): () => void {
    const watching = this.watchers.get(connectionId) ?? new Set();
    this.watchers.set(connectionId, watching.add(watcher));
    return () => {
      watching.delete(watcher);
      if (watching.size === 0) this.watchers.delete(connectionId);
    };
  }

  /** To be called with what was stored. */
  show(connectionId: string, records: readonly SourceRecord[], receivedAt: Date): void {
    const watching = this.watchers.get(connectionId);
    if (!watching || records.length === 0) return;
    const arrivals = {
      records: records.slice(0, MOST_SHOWN).map((record) => toArrival(record, receivedAt)),
      others: Math.max(0, records.length - MOST_SHOWN),
    };
    for (const watcher of watching) watcher.send(arrivals);
  }

  onModuleDestroy(): void {
    for (const watching of this.watchers.values()) for (const { end } of watching) end();
    this.watchers.clear();
  }
}

function toArrival(record: SourceRecord, receivedAt: Date): Arrival {
  const { kind, identifiers } = record;
  const at =
    'occurredAt' in record
      ? record.occurredAt
      : 'observedAt' in record
        ? record.observedAt
        : undefined;
  return {
    kind,
    name: kind === 'event' ? record.event : null,
    at: at ?? null,
    receivedAt,
    identifiers,
    values: kind === 'event' ? record.properties : kind === 'profile' ? record.traits : {},
  };
}
