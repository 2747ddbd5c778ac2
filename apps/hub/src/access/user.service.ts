import { Injectable } from '@nestjs/common';
import { AuditTrail } from './audit/audit-trail.js';
import { Database, type Sql } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { NotFoundError } from '../status/not-found-error.js';
import { SegmentOwners } from '../segments/segment-owners.service.js';
import { AccessConflictError } from './access-errors.js';
import { checkNewPassword, hashPassword } from './passwords.js';
import type { Role } from './right.js';
import { SessionRepository } from './session.repository.js';
import { hashToken } from './tokens.js';
import { toEmail, type User } from './user.js';
import { UserRepository } from './user.repository.js';

export interface NewUserInput {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password?: string | undefined;
}

export interface UserEdit {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly password?: string | undefined;
}

/** Who may sign in, and as what. There is always an owner who can. */
@Injectable()
export class UserService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly segmentOwners: SegmentOwners,
    private readonly clock: Clock,
    private readonly trail: AuditTrail,
  ) {}

  list(): Promise<readonly User[]> {
    return this.users.list();
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<User> {
    const user = await this.users.find(id);
    if (!user) throw new NotFoundError(`user ${id}`);
    return user;
  }

  /** @throws NotFoundError */
  async getByEmail(email: string): Promise<User> {
    const known = await this.users.findByEmail(toEmail(email));
    if (!known) throw new NotFoundError('user with this e-mail address');
    return known.user;
  }

  /** @throws AccessConflictError, PasswordError */
  async add({ email, name, role, password }: NewUserInput): Promise<User> {
    const address = toEmail(email);
    if (password !== undefined) checkNewPassword(password, address);
    const passwordHash =
      password === undefined ? {} : { passwordHash: await hashPassword(password) };
    return this.insert(this.database.prisma, { email: address, name, role, ...passwordHash });
  }

  async insert(sql: Sql, user: Parameters<UserRepository['add']>[1]): Promise<User> {
    const added = await this.users.add(sql, user, this.clock.now());
    if (!added) {
      throw new AccessConflictError('USER_EXISTS', 'somebody has this e-mail address already');
    }
    this.trail.note({ target: `user:${added.id}`, after: audited(added) });
    return added;
  }

  /**
   * Another role holds at once, also where the user is signed in; being disabled and another password end all sessions.
   *
   * @throws NotFoundError, AccessConflictError, PasswordError
   */
  async edit(
    id: string,
    { password, ...edit }: UserEdit,
  ): Promise<{ readonly before: User; readonly after: User }> {
    this.trail.note({ target: `user:${id}` });
    const { email } = await this.get(id);
    if (password !== undefined) checkNewPassword(password, email);
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    return this.database.transaction(async (sql) => {
      const owners = await this.users.lockOwners(sql);
      const before = await this.users.find(id, sql);
      if (!before) throw new NotFoundError(`user ${id}`);
      const staysOwner =
        (edit.role ?? before.role) === 'owner' && !(edit.isDisabled ?? before.isDisabled);
      if (!staysOwner) refuseWithoutOwner(owners, id);
      const after = await this.users.change(sql, id, withoutUndefined({ ...edit, passwordHash }));
      if (after.isDisabled || passwordHash) await this.sessions.deleteOf(sql, id);
      const changed = passwordHash ? { passwordChanged: true } : {};
      this.trail.note({ before: audited(before), after: { ...audited(after), ...changed } });
      return { before, after };
    });
  }

  /**
   * @param heir who gets their segments; without one they stay theirs, and owners of the workspace see them all the same
   * @throws NotFoundError, AccessConflictError
   */
  async delete(id: string, heir?: Pick<User, 'id' | 'name'>): Promise<User> {
    return this.database.transaction(async (sql) => {
      const owners = await this.users.lockOwners(sql);
      const user = await this.users.find(id, sql);
      if (!user) throw new NotFoundError(`user ${id}`);
      refuseWithoutOwner(owners, id);
      if (heir && heir.id !== id) await this.segmentOwners.takeOver(sql, id, heir);
      await this.users.delete(sql, id);
      this.trail.note({ target: `user:${id}`, before: audited(user) });
      return user;
    });
  }

  /**
   * One's own password. Other browsers are signed out.
   *
   * @param session the token of the one that asks, which stays
   * @throws PasswordError
   */
  async changePassword(id: string, password: string, session: string | undefined): Promise<void> {
    const { email } = await this.get(id);
    checkNewPassword(password, email);
    this.trail.note({ target: `user:${id}`, after: { passwordChanged: true } });
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async (sql) => {
      await this.users.change(sql, id, { passwordHash });
      await this.sessions.deleteOf(sql, id, session === undefined ? undefined : hashToken(session));
    });
  }
}

function refuseWithoutOwner(owners: readonly string[], id: string): void {
  if (owners.length > 1 || !owners.includes(id)) return;
  throw new AccessConflictError(
    'LAST_OWNER',
    'there must be an owner: make somebody else one first',
  );
}

const withoutUndefined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** What the audit log keeps of a user. */
const audited = ({ name, email, role, isDisabled }: User) => ({ name, email, role, isDisabled });
