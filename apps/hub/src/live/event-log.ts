import { randomBytes } from 'node:crypto';
import type { LiveEvent, NumberedEvent } from './live-event.js';

const MOST_KEPT = 500;

/** The newest events, so that whoever was away for a moment misses none. */
export class EventLog {
  private epoch = newEpoch();
  private last = 0;
  private kept: { readonly event: NumberedEvent; readonly at: Date }[] = [];

  add(event: LiveEvent, at: Date): NumberedEvent {
    this.last++;
    const numbered = { ...event, id: this.lastId };
    this.kept.push({ event: numbered, at });
    if (this.kept.length > MOST_KEPT) this.kept.shift();
    return numbered;
  }

  /** Of the newest event, or of the place before the first one. */
  get lastId(): string {
    return `${this.epoch}.${this.last}`;
  }

  /** From now on nothing is known of what was before. */
  forget(): void {
    this.epoch = newEpoch();
    this.kept = [];
    this.last = 0;
  }

  /** @returns what came after the event of this id; undefined where that is not known any more */
  since(id: string): readonly NumberedEvent[] | undefined {
    const [, epoch, place] = /^([0-9a-f]{8})\.(\d{1,15})$/.exec(id) ?? [];
    const after = Number(place);
    const isKnown = epoch === this.epoch && after <= this.last;
    if (!isKnown || after < this.last - this.kept.length) return undefined;
    return this.kept.slice(this.kept.length - (this.last - after)).map(({ event }) => event);
  }

  /** @returns what was added at an instant or later, of what is kept */
  from(since: Date): readonly NumberedEvent[] {
    return this.kept.filter(({ at }) => at >= since).map(({ event }) => event);
  }
}

const newEpoch = (): string => randomBytes(4).toString('hex');
