import { seededRandom } from '../../apps/hub/src/demo/draw.js';

/** Sixty days of traffic that end when the benchmark starts: rules about the last days find something. */
const SPAN_MS = 60 * 86_400_000;
const EVENTS = ['Session Started', 'Product Viewed', 'Product Added', 'Order Completed'] as const;
const COUNTRIES = ['DE', 'FR', 'GB', 'US', 'PL'] as const;
const PLANS = ['free', 'trial', 'paid'] as const;

/** A message of the Segment spec. */
export interface Message {
  readonly type: 'identify' | 'track';
  readonly userId: string;
  readonly messageId: string;
  readonly timestamp: string;
  readonly context: object;
  readonly [key: string]: unknown;
}

/** Makes the same messages on every machine, except for their times. */
export class MessageFactory {
  private readonly random = seededRandom(1);

  constructor(private readonly endMs: number) {}

  /** What a shop sends: one message in ten says who somebody is, the others what somebody did. */
  *traffic(messages: number, users: number): Generator<Message> {
    for (let n = 0; n < messages; n++) {
      const user = this.below(users);
      yield n % 10 === 0 ? this.identify(user) : this.track(user);
    }
  }

  /** Everybody once, with one event each. */
  *everybody(users: number): Generator<Message> {
    for (let user = 0; user < users; user++) {
      yield this.identify(user);
      yield this.track(user);
    }
  }

  private identify(user: number): Message {
    return {
      type: 'identify',
      ...this.envelope(user),
      traits: {
        email: `user.${user}@example.com`,
        firstName: `First${user % 997}`,
        lastName: `Last${user % 1009}`,
        plan: this.oneOf(PLANS),
        country: this.oneOf(COUNTRIES),
        lifetimeValue: this.below(100_000) / 100,
        newsletter: this.below(2) === 0,
        createdAt: new Date(this.endMs - SPAN_MS - this.below(1_000) * 86_400_000).toISOString(),
      },
    };
  }

  private track(user: number): Message {
    return {
      type: 'track',
      ...this.envelope(user),
      event: this.oneOf(EVENTS),
      properties: {
        orderId: `o-${this.below(1_000_000)}`,
        total: this.below(50_000) / 100,
        currency: 'EUR',
        sku: `sku-${this.below(5_000)}`,
        quantity: 1 + this.below(5),
      },
    };
  }

  private envelope(user: number) {
    return {
      userId: `user-${user}`,
      messageId: this.uuid(),
      timestamp: new Date(this.endMs - this.below(SPAN_MS)).toISOString(),
      context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
    };
  }

  /** As random as real ones: where a message id goes in the index is not predictable. */
  private uuid(): string {
    const hex = Array.from({ length: 4 }, () =>
      this.below(2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  private oneOf<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }
}
