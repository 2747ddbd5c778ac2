const DAY_MS = 86_400_000;

export const FIRST_NAMES = [
  ...['Ada', 'Ben', 'Chloé', 'Dmitri', 'Elif', 'Femi', 'Grete', 'Hiro', 'Inès', 'Jonas'],
] as const;

/** Draws what made-up people are made of. */
export class Draw {
  /**
   * @param random 0 … 1, without 1
   * @param now what the past of people is told from
   */
  constructor(
    private readonly random: () => number,
    private readonly now: Date,
  ) {}

  chance(share: number): boolean {
    return this.random() < share;
  }

  /** Both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  one<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    return values[this.whole(0, values.length - 1)]!;
  }

  daysAgo(from: number, to: number): Date {
    return new Date(this.now.getTime() - (from + this.random() * (to - from)) * DAY_MS);
  }

  /** @param shares in percent */
  weighted<T>(shares: readonly (readonly [T, number])[]): T {
    let left = this.random() * 100;
    return (shares.find(([, share]) => (left -= share) < 0) ?? shares.at(-1)!)[0];
  }
}

/** A seeded generator (mulberry32): the same seed gives the same numbers on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Letters that every mail system takes. */
export const latin = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
