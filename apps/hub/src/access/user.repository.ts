import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';
import { uuidV7 } from '../database/uuid.js';
import type { Role } from './right.js';
import type { User } from './user.js';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash?: string;
  readonly oidcSubject?: string;
}

export type UserChange = Partial<{
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  readonly passwordHash: string;
  readonly oidcSubject: string;
  readonly lastSignInAt: Date;
}>;

export interface Credentials {
  readonly user: User;
  readonly passwordHash: string | null;
}

type Row = Omit<User, 'role' | 'hasPassword'> & {
  readonly role: string;
  readonly passwordHash: string | null;
};

@Injectable()
export class UserRepository {
  constructor(private readonly database: Database) {}

  count(sql: Sql = this.database.prisma): Promise<number> {
    return sql.userAccount.count();
  }

  async list(): Promise<readonly User[]> {
    const rows = await this.database.prisma.userAccount.findMany({ orderBy: { id: 'asc' } });
    return rows.map(toUser);
  }

  async find(id: string, sql: Sql = this.database.prisma): Promise<User | undefined> {
    const row = await sql.userAccount.findUnique({ where: { id } });
    return row ? toUser(row) : undefined;
  }

  async findByEmail(email: string): Promise<Credentials | undefined> {
    const row = await this.database.prisma.userAccount.findUnique({ where: { email } });
    return row ? { user: toUser(row), passwordHash: row.passwordHash } : undefined;
  }

  async findBySubject(oidcSubject: string): Promise<User | undefined> {
    const row = await this.database.prisma.userAccount.findUnique({ where: { oidcSubject } });
    return row ? toUser(row) : undefined;
  }

  /** @returns undefined when there is one of that e-mail address */
  async add(sql: Sql, user: NewUser, createdAt: Date): Promise<User | undefined> {
    const { count } = await sql.userAccount.createMany({
      data: [{ id: uuidV7(createdAt.getTime()), ...user, createdAt }],
      skipDuplicates: true,
    });
    if (count === 0) return undefined;
    return toUser(await sql.userAccount.findUniqueOrThrow({ where: { email: user.email } }));
  }

  async change(sql: Sql, id: string, data: UserChange): Promise<User> {
    return toUser(await sql.userAccount.update({ where: { id }, data }));
  }

  async delete(sql: Sql, id: string): Promise<void> {
    await sql.userAccount.delete({ where: { id } });
  }

  /** Lets one transaction at a time look who the owners are and change that. */
  async lockOwners(sql: Sql): Promise<readonly string[]> {
    await sql.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('segue:owners'))`;
    const owners = await sql.userAccount.findMany({
      where: { role: 'owner', isDisabled: false },
      select: { id: true },
    });
    return owners.map(({ id }) => id);
  }
}

const toUser = (row: Row): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role as Role,
  isDisabled: row.isDisabled,
  createdAt: row.createdAt,
  lastSignInAt: row.lastSignInAt,
  hasPassword: row.passwordHash !== null,
});
