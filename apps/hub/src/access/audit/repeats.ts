import type { NewAuditEntry } from './audit-entry.js';

type Write = (entry: NewAuditEntry) => Promise<unknown>;

interface Window {
  readonly endsAtMs: number;
  written: number;
  /** Of the last one that was written; who repeats it waits for that. */
  writing: Promise<unknown>;
  left: number;
  last: NewAuditEntry;
}

interface RepeatOptions {
  /** Entries that are written as they come, in a window. */
  readonly most: number;
  readonly windowMs: number;
}

/** Of more, the oldest windows end early. */
const MOST_WINDOWS = 10_000;

/**
 * Bounds what comes of the same thing again and again: of each window that begins with the first, some entries are written as they
 * come, and one at its end says how many more there were.
 */
export class Repeats {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly options: RepeatOptions,
    private readonly write: Write,
  ) {}

  /** @param key what is the same */
  async add(key: string, entry: NewAuditEntry): Promise<void> {
    await this.settle(entry.at);
    const window = this.windows.get(key);
    if (!window) return this.open(key, entry);
    window.last = entry;
    if (window.written < this.options.most) {
      window.written += 1;
      window.writing = this.write(entry);
      await window.writing;
    } else {
      window.left += entry.count;
      await window.writing;
    }
  }

  /** Ends the windows that are over, and as many as are too many. */
  async settle(now: Date): Promise<void> {
    for (const [key, window] of this.windows) {
      const isOver = window.endsAtMs <= now.getTime();
      if (!isOver && this.windows.size < MOST_WINDOWS) return;
      await this.end(key, window, now);
    }
  }

  /** Ends all windows. */
  async finish(now: Date): Promise<void> {
    for (const [key, window] of this.windows) await this.end(key, window, now);
  }

  private async open(key: string, entry: NewAuditEntry): Promise<void> {
    const writing = this.write(entry);
    const endsAtMs = entry.at.getTime() + this.options.windowMs;
    this.windows.set(key, { endsAtMs, written: 1, writing, left: 0, last: entry });
    try {
      await writing;
    } catch (error) {
      // The next one is the first again.
      this.windows.delete(key);
      throw error;
    }
  }

  private async end(key: string, { left, last }: Window, at: Date): Promise<void> {
    this.windows.delete(key);
    if (left > 0) await this.write({ ...last, at, count: left });
  }
}
