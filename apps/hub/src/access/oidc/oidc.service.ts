import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { SignInRejectedError } from '../access-errors.js';
import type { Role } from '../right.js';
import { SignInService, type SignedIn } from '../sign-in.service.js';
import { toEmail, type User } from '../user.js';
import { UserRepository } from '../user.repository.js';
import { UserService } from '../user.service.js';
import { OidcClient, type Claims, type OidcTicket } from './oidc.client.js';
import { OidcError } from './oidc-error.js';
import { roleFrom } from './role-from-claims.js';

/** Lets in whom the identity provider vouches for, with the role that its claims give. */
@Injectable()
export class OidcService {
  constructor(
    private readonly database: Database,
    private readonly client: OidcClient,
    private readonly users: UserRepository,
    private readonly userService: UserService,
    private readonly signIns: SignInService,
    private readonly trail: AuditTrail,
  ) {}

  get isConfigured(): boolean {
    return this.client.config !== undefined;
  }

  /** @throws OidcError */
  begin(callback: string): ReturnType<OidcClient['begin']> {
    return this.client.begin(callback);
  }

  /**
   * Makes the user at the first time. The role is that of the claims, each time anew.
   *
   * @throws OidcError, SignInRejectedError for who was disabled here
   */
  async finish(address: string, ticket: OidcTicket, device?: string): Promise<SignedIn> {
    const claims = await this.client.finish(address, ticket);
    const role = roleFrom(claims, this.client.config!);
    if (!role) throw new OidcError('OIDC_NO_ROLE');
    await this.trail.begin();
    const user = await this.userOf(claims, role);
    this.trail.note({ target: `user:${user.id}`, after: { role } });
    if (user.isDisabled) throw new SignInRejectedError();
    return this.signIns.enter(user, device);
  }

  private async userOf(claims: Claims, role: Role): Promise<User> {
    const oidcSubject = JSON.stringify([claims.iss, claims.sub]);
    const known =
      (await this.users.findBySubject(oidcSubject)) ?? (await this.link(claims, oidcSubject));
    if (known) return known.role === role ? known : this.withRole(known, role);
    const email = textOf(claims['email']);
    if (email === undefined) throw new OidcError('OIDC_REJECTED');
    const name = textOf(claims['name']) ?? email;
    return this.userService.insert(this.database.prisma, {
      ...{ email: toEmail(email), name: name.slice(0, 100), role, oidcSubject },
    });
  }

  /** Who has a password already goes on as the same user, if the provider knows that the e-mail address is theirs. */
  private async link(claims: Claims, oidcSubject: string): Promise<User | undefined> {
    const email = textOf(claims['email']);
    const found = email === undefined ? undefined : await this.users.findByEmail(toEmail(email));
    if (!found) return undefined;
    if (claims['email_verified'] !== true) throw new OidcError('OIDC_REJECTED');
    return this.users.change(this.database.prisma, found.user.id, { oidcSubject });
  }

  private async withRole({ id }: User, role: Role): Promise<User> {
    const { after } = await this.userService.edit(id, { role });
    return after;
  }
}

const textOf = (claim: unknown): string | undefined =>
  typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : undefined;
