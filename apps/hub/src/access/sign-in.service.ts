import { Injectable } from '@nestjs/common';
import { AuditTrail } from './audit/audit-trail.js';
import { Database } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { SignInRejectedError } from './access-errors.js';
import { countedAddress } from './client-address.js';
import { KnownDeviceRepository } from './known-device.repository.js';
import { verifyPassword } from './passwords.js';
import { SessionService, type StartedSession } from './session.service.js';
import { SignInThrottle } from './sign-in-throttle.service.js';
import { hashToken, newToken } from './tokens.js';
import { toEmail, type User } from './user.js';
import { UserRepository } from './user.repository.js';

/** A browser is forgotten when nobody signed in there for so long. */
export const DEVICE_MS = 180 * 24 * 3_600_000;

export interface SignIn {
  readonly email: string;
  readonly password: string;
  readonly address: string;
  /** What the browser was given at an earlier sign-in. */
  readonly device?: string | undefined;
}

/** Where somebody tries to show who they are. */
export type Whereabouts = Pick<SignIn, 'address' | 'device'>;

export interface SignedIn {
  readonly user: User;
  readonly session: StartedSession;
  readonly device: string;
}

@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly devices: KnownDeviceRepository,
    private readonly sessions: SessionService,
    private readonly throttle: SignInThrottle,
    private readonly clock: Clock,
    private readonly trail: AuditTrail,
  ) {}

  /** @throws SignInRejectedError, SignInThrottledError */
  async signIn({ email, password, ...from }: SignIn): Promise<SignedIn> {
    return this.enter(await this.verify(email, password, from), from.device);
  }

  /** That who is signed in knows the password, before it is changed. @throws SignInRejectedError, SignInThrottledError */
  async confirm(userId: string, password: string, from: Whereabouts): Promise<void> {
    const user = await this.users.find(userId);
    await this.verify(user?.email ?? '', password, from);
  }

  /** Signs in who has shown in another way who they are. */
  async enter(user: User, device?: string): Promise<SignedIn> {
    await this.trail.begin();
    const now = this.clock.now();
    const session = await this.sessions.start(user.id);
    const token = device ?? newToken();
    await this.devices.deleteUnseen(new Date(now.getTime() - DEVICE_MS));
    await this.devices.see(hashToken(token), user.id, now);
    await this.users.change(this.database.prisma, user.id, { lastSignInAt: now });
    return { user: { ...user, lastSignInAt: now }, session, device: token };
  }

  /** Takes the same time whatever is wrong. */
  private async verify(email: string, password: string, from: Whereabouts): Promise<User> {
    const known = await this.users.findByEmail(toEmail(email));
    if (known) this.trail.note({ target: `user:${known.user.id}` });
    const attempt = {
      accountHash: hashToken(toEmail(email)),
      address: countedAddress(from.address),
      deviceHash: await this.knownHash(from.device, known?.user.id),
    };
    await this.throttle.begin(attempt);
    const isRight = await verifyPassword(known?.passwordHash ?? null, password);
    if (!known || !isRight || known.user.isDisabled) throw new SignInRejectedError();
    await this.throttle.succeed(attempt);
    return known.user;
  }

  private async knownHash(
    device: string | undefined,
    userId: string | undefined,
  ): Promise<string | null> {
    if (device === undefined || userId === undefined) return null;
    const hash = hashToken(device);
    const seenSince = new Date(this.clock.now().getTime() - DEVICE_MS);
    return (await this.devices.isKnown(hash, userId, seenSince)) ? hash : null;
  }
}
