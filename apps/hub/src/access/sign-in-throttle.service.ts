import { Injectable } from '@nestjs/common';
import { Clock } from '../runtime/clock.js';
import { SignInThrottledError } from './access-errors.js';
import {
  SignInAttemptRepository,
  type Attempt,
  type AttemptCounts,
} from './sign-in-attempt.repository.js';

const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;
const ACCOUNT_WINDOW_MS = 60 * MINUTE_MS;
const KEPT_MS = 24 * 60 * MINUTE_MS;

/** Failures in 15 minutes. */
export const MOST_ON_DEVICE = 10;
export const MOST_FROM_ADDRESS_ON_ACCOUNT = 5;
export const MOST_FROM_ADDRESS = 30;
/** Failures on one account in an hour, from anywhere, after which each address has one attempt. */
export const MANY_ON_ACCOUNT = 50;

/**
 * Bounds how often a password can be guessed, without giving anybody the means to lock others out: failures count for where
 * they come from. A browser in which the account signed in before has a count of its own, and another network always
 * has an attempt.
 */
@Injectable()
export class SignInThrottle {
  constructor(
    private readonly attempts: SignInAttemptRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts as a failure until it is known to be none: of many at the same time, no more come through than one after the other.
   *
   * @throws SignInThrottledError; then it does not count
   */
  async begin(attempt: Attempt): Promise<void> {
    const now = this.clock.now().getTime();
    const before = (ms: number) => new Date(now - ms);
    await this.attempts.deleteBefore(before(KEPT_MS));
    const id = await this.attempts.add(attempt, new Date(now));
    const counts = await this.attempts.count(attempt, before(WINDOW_MS), before(ACCOUNT_WINDOW_MS));
    if (isAllowed(attempt, counts)) return;
    await this.attempts.delete(id);
    throw new SignInThrottledError(WINDOW_MS);
  }

  async succeed(attempt: Attempt): Promise<void> {
    await this.attempts.deleteOf(attempt);
  }
}

function isAllowed({ deviceHash }: Attempt, counts: AttemptCounts): boolean {
  if (deviceHash !== null) return counts.onDevice <= MOST_ON_DEVICE;
  const most = counts.onAccount > MANY_ON_ACCOUNT ? 1 : MOST_FROM_ADDRESS_ON_ACCOUNT;
  return counts.fromAddressOnAccount <= most && counts.fromAddress <= MOST_FROM_ADDRESS;
}
