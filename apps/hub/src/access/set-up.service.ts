import { Injectable } from '@nestjs/common';
import { AuditTrail } from './audit/audit-trail.js';
import { Database } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { SetUpTokenError } from './access-errors.js';
import { checkNewPassword, hashPassword } from './passwords.js';
import { SetUpTokenRepository } from './set-up-token.repository.js';
import { SessionRepository } from './session.repository.js';
import { hashToken, newToken } from './tokens.js';
import { toEmail, type User } from './user.js';
import { UserRepository } from './user.repository.js';
import { UserService } from './user.service.js';

const MINUTE_MS = 60_000;
const FIRST_OWNER_MS = 30 * MINUTE_MS;
const INVITATION_MS = 3 * 24 * 60 * MINUTE_MS;

export interface SetUpLink {
  /** To be put into `/setup?token=…`. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** @param origin where people reach the hub */
export const setUpUrl = ({ token }: SetUpLink, origin: string): string =>
  `${origin.replace(/\/$/, '')}/setup?token=${token}`;

export interface SetUp {
  readonly token: string;
  readonly password: string;
  /** Of the first owner; others have theirs already. */
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** Links with which people set their password themselves, so that nobody else ever has it. */
@Injectable()
export class SetUpService {
  constructor(
    private readonly database: Database,
    private readonly tokens: SetUpTokenRepository,
    private readonly users: UserRepository,
    private readonly userService: UserService,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
    private readonly trail: AuditTrail,
  ) {}

  /** @returns undefined when there is a user already */
  async linkForFirstOwner(): Promise<SetUpLink | undefined> {
    return (await this.users.count()) === 0 ? this.link(null, FIRST_OWNER_MS) : undefined;
  }

  /** For a user who was just made, or forgot the password. */
  linkFor({ id }: User): Promise<SetUpLink> {
    this.trail.note({ target: `user:${id}` });
    return this.link(id, INVITATION_MS);
  }

  /** Whom a link is for; null: for the first owner. @throws SetUpTokenError */
  async look(token: string): Promise<User | null> {
    const found = await this.tokens.find(hashToken(token), this.clock.now());
    if (!found) throw new SetUpTokenError();
    if (found.userId === null) return null;
    return this.userService.get(found.userId);
  }

  /**
   * Uses up the link, also when several try at once.
   *
   * @throws SetUpTokenError
   * @throws PasswordError; then the link can be used again
   */
  async use({ token, password, email, name }: SetUp): Promise<User> {
    const invited = await this.look(token);
    const address = invited?.email ?? toEmail(email ?? '');
    checkNewPassword(password, address);
    const passwordHash = await hashPassword(password);
    await this.trail.begin();
    return this.database.transaction(async (sql) => {
      await this.users.lockOwners(sql);
      const used = await this.tokens.use(sql, hashToken(token), this.clock.now());
      if (!used) throw new SetUpTokenError();
      if (used.userId !== null) {
        await this.sessions.deleteOf(sql, used.userId);
        this.trail.note({ target: `user:${used.userId}`, after: { passwordChanged: true } });
        return this.users.change(sql, used.userId, { passwordHash });
      }
      if ((await this.users.count(sql)) > 0) throw new SetUpTokenError();
      const owner = { email: address, name: name ?? address, role: 'owner', passwordHash } as const;
      return this.userService.insert(sql, owner);
    });
  }

  private async link(userId: string | null, ms: number): Promise<SetUpLink> {
    const token = newToken();
    const expiresAt = new Date(this.clock.now().getTime() + ms);
    await this.tokens.replace(hashToken(token), userId, expiresAt);
    return { token, expiresAt };
  }
}
