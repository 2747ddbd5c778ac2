import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { parseProfileName } from '../../segments/explain/parse-profile-name.js';
import { MembershipLogRepository } from '../../segments/membership-log.repository.js';
import { NotFoundError } from '../../status/not-found-error.js';
import { ProfileRepository } from '../profile.repository.js';

/** Finds the profile that somebody names. */
@Injectable()
export class ProfileFinder {
  constructor(
    private readonly database: Database,
    private readonly profiles: ProfileRepository,
    private readonly log: MembershipLogRepository,
  ) {}

  /**
   * @param name  a uuid, also that of a profile that was merged, or `type:value`
   * @returns the id of the one that lives
   * @throws NotFoundError which does not repeat whom was asked for: that may be an address
   */
  async find(name: string): Promise<string> {
    const sql = this.database.prisma;
    const parsed = parseProfileName(name);
    if (parsed && 'identifier' in parsed) {
      const [owner] = await this.profiles.findByIdentifiers(sql, [parsed.identifier]);
      if (owner) return owner.profileId;
    }
    if (parsed && 'profileId' in parsed) {
      const living = await this.log.livingProfile(sql, parsed.profileId);
      if (living !== undefined) return living;
    }
    throw new NotFoundError('such profile; a profile is named by type:value or its uuid');
  }
}
