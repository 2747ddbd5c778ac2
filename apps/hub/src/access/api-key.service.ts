import { Injectable } from '@nestjs/common';
import { uuidV7 } from '../database/uuid.js';
import { Clock } from '../runtime/clock.js';
import { NotFoundError } from '../status/not-found-error.js';
import { AuditTrail } from './audit/audit-trail.js';
import { ApiKeyRepository, type ApiKey } from './api-key.repository.js';
import type { Principal } from './principal.js';
import type { Role } from './right.js';
import { hashToken, newApiKey, shownPrefix } from './tokens.js';

/** Not with each request: a write costs more than a look. */
const NOTE_USE_MS = 60_000;

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  readonly expiresAt?: Date | undefined;
}

@Injectable()
export class ApiKeyService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly clock: Clock,
    private readonly trail: AuditTrail,
  ) {}

  list(): Promise<readonly ApiKey[]> {
    return this.keys.list();
  }

  /** @returns with it, once and never again, what has to be presented */
  async create(
    { name, role, expiresAt }: NewApiKey,
    createdBy: string,
  ): Promise<{ readonly key: ApiKey; readonly secret: string }> {
    const createdAt = this.clock.now();
    const secret = newApiKey();
    const key = {
      id: uuidV7(createdAt.getTime()),
      name,
      prefix: shownPrefix(secret),
      role,
      createdBy,
      createdAt,
      expiresAt: expiresAt ?? null,
    };
    await this.keys.add(key, hashToken(secret));
    this.trail.note({ target: `api-key:${key.id}`, after: audited(key) });
    return { key: { ...key, lastUsedAt: null }, secret };
  }

  /** @throws NotFoundError */
  async revoke(id: string): Promise<ApiKey> {
    const key = await this.keys.delete(id);
    if (!key) throw new NotFoundError(`API key ${id}`);
    this.trail.note({ target: `api-key:${id}`, before: audited(key) });
    return key;
  }

  /** Who presents this key, and whether it has not expired. @returns undefined for one that is none */
  async holderOf(
    secret: string,
  ): Promise<{ readonly principal: Principal; readonly isValid: boolean } | undefined> {
    const key = await this.keys.findByHash(hashToken(secret));
    if (!key) return undefined;
    const now = this.clock.now();
    const principal = { kind: 'key', id: key.id, name: key.name, role: key.role } as const;
    const isValid = key.expiresAt === null || key.expiresAt > now;
    if (isValid && now.getTime() - (key.lastUsedAt?.getTime() ?? 0) > NOTE_USE_MS) {
      await this.keys.use(key.id, now);
    }
    return { principal, isValid };
  }
}

/** What the audit log keeps of a key. */
const audited = ({ name, prefix, role, expiresAt }: Omit<ApiKey, 'lastUsedAt'>) => ({
  name,
  prefix,
  role,
  expiresAt,
});
