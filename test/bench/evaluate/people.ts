import { DAY_MS, END_MS, START_MS } from './shop.js';

/** Profiles that were there before the first event; the others came one after the other. */
const FORMER_SHARE = 0.6;
const FORMER_DAYS = 900;

/** Of 0.002 a tenth of the people send half of the events, and the busiest some 80 times as many as the average. */
const ZIPF_SHIFT = 0.002;

/** Who is there, and how busy. Everything follows from the index of a person, which also is the order of arrival. */
export class People {
  private readonly former: number;
  private readonly ids: readonly string[];

  constructor(readonly count: number) {
    this.former = Math.floor(count * FORMER_SHARE);
    this.ids = Array.from({ length: count }, (_, index) => this.makeId(index));
  }

  /** As those that the hub makes: ordered by time. */
  id(index: number): string {
    return this.ids[index]!;
  }

  createdMs(index: number): number {
    if (index < this.former) {
      return Math.floor(START_MS - FORMER_DAYS * DAY_MS * (1 - index / this.former));
    }
    const share = (index - this.former) / (this.count - this.former);
    return Math.floor(START_MS + (END_MS - START_MS) * share);
  }

  /** Whoever is there at a share of the time that the events span, the busy ones more often. @param random from 0 to 1 */
  drawAt(share: number, random: number): number {
    const rank = Math.floor(
      this.count * ZIPF_SHIFT * (Math.pow((1 + ZIPF_SHIFT) / ZIPF_SHIFT, random) - 1),
    );
    const index = scatter(rank, this.count);
    const present = this.former + Math.floor((this.count - this.former) * share);
    return index < present ? index : index % present;
  }

  private makeId(index: number): string {
    const time = this.createdMs(index).toString(16).padStart(12, '0');
    const hash = Math.imul(index + 1, 0x9e3779b1) >>> 0;
    const tail = `${hash.toString(16).padStart(8, '0')}${index.toString(16).padStart(8, '0')}`;
    return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(0, 3)}-8${tail.slice(3, 6)}-${tail.slice(6)}${tail.slice(0, 2)}`;
  }
}

/** A permutation: who is busy does not depend on when they came. */
const scatter = (rank: number, count: number): number => (rank * 7_919) % count;

export const userIdOf = (index: number): string => `user-${index}`;

export const hasEmail = (index: number): boolean => index % 3 !== 0;

export const emailOf = (index: number): string =>
  `user.${index}@${['example.com', 'mail.example', 'shop.test'][(index >>> 2) % 3]}`;
