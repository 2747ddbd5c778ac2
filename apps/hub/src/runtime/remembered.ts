interface Entry<T> {
  readonly value: Promise<T>;
  readonly untilMs: number;
}

/** Keeps what took long to find for a while; whoever asks while it is being looked for waits for the same. */
export class Remembered<T> {
  private readonly entries = new Map<string, Entry<T>>();

  /**
   * @param forMs  how long an answer is good
   * @param most  answers that are kept; the oldest go first
   * @param nowMs  of a clock that never goes back
   */
  constructor(
    private readonly forMs: number,
    private readonly most: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** What fails is not kept, nor what was quick to find. */
  get(
    key: string,
    find: () => Promise<T>,
    isWorthIt: (value: T) => boolean = () => true,
  ): Promise<T> {
    const known = this.entries.get(key);
    if (known && known.untilMs > this.nowMs()) return known.value;
    const value = find();
    const entry = { value, untilMs: this.nowMs() + this.forMs };
    this.entries.delete(key);
    this.entries.set(key, entry);
    const forget = (): void => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    };
    value.then((found) => isWorthIt(found) || forget(), forget);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.most) break;
      this.entries.delete(oldest);
    }
    return value;
  }
}
