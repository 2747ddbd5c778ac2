import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { SessionRepository, type Session } from './session.repository.js';
import { hashToken, newToken } from './tokens.js';

const HOUR_MS = 3_600_000;
/** Also of a session that is used all the time. */
export const SESSION_MS = 14 * 24 * HOUR_MS;
/** Without a request. */
const IDLE_MS = 24 * HOUR_MS;
/** Not with each request: a write costs more than a look. */
const TOUCH_MS = 60_000;

export interface StartedSession {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Who is signed in where. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /** With a token that was never used before, whatever the browser came with. */
  async start(userId: string): Promise<StartedSession> {
    const now = this.clock.now();
    await this.sessions.deleteExpired(now, idleSince(now));
    const token = newToken();
    const expiresAt = new Date(now.getTime() + SESSION_MS);
    await this.sessions.add(hashToken(token), userId, now, expiresAt);
    return { token, expiresAt };
  }

  /** @returns also one that is over, as long as it is there */
  async find(token: string): Promise<Session | undefined> {
    const now = this.clock.now();
    const hash = hashToken(token);
    const session = await this.sessions.find(hash, { now, seenSince: idleSince(now) });
    if (session && !session.isOver && now.getTime() - session.lastSeenAt.getTime() > TOUCH_MS) {
      await this.sessions.touch(hash, now);
    }
    return session;
  }

  async end(token: string): Promise<void> {
    await this.sessions.delete(hashToken(token));
  }

  /** @returns how many there were */
  endAll(userId: string): Promise<number> {
    return this.sessions.deleteOf(this.database.prisma, userId);
  }
}

const idleSince = (now: Date): Date => new Date(now.getTime() - IDLE_MS);
