import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { HubConfig } from '../../runtime/hub-config.js';
import { originOf } from '../../segments/explain/trait-origin.js';
import { SegmentVisibility } from '../../segments/segment-visibility.service.js';
import { NotFoundError } from '../../status/not-found-error.js';
import { ProfileFinder } from './profile-finder.service.js';
import { ProfileSearchRepository, type FoundProfile } from './profile-search.repository.js';
import {
  ProfileViewRepository,
  type CurrentMembership,
  type ProfileIdentifierRow,
  type ProfileRow,
} from './profile-view.repository.js';

export interface ProfilePage {
  readonly profiles: readonly FoundProfile[];
  /** What to give as `after` for the next page; null on the last one. */
  readonly next: string | null;
}

/** A trait, and where its value is from. */
export interface ShownTrait {
  readonly key: string;
  readonly value: unknown;
  /** Null where that is not known. */
  readonly connectionId: string | null;
  readonly observedAt: Date | null;
}

export interface ShownConsent {
  readonly channel: string;
  readonly isGranted: boolean;
  readonly connectionId: string;
  readonly observedAt: Date;
}

export interface ProfileDetail extends Pick<ProfileRow, 'name' | 'createdAt'> {
  readonly profileId: string;
  /** The profile that lives, when it is not the one that was asked for: that one is a part of it by now. */
  readonly mergedInto: string | null;
  readonly identifiers: readonly ProfileIdentifierRow[];
  readonly traits: readonly ShownTrait[];
  readonly consent: readonly ShownConsent[];
  readonly sources: readonly { readonly connectionId: string; readonly since: Date }[];
  readonly merged: readonly { readonly profileId: string; readonly mergedAt: Date }[];
  readonly segments: readonly CurrentMembership[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Digits as people write a phone number. */
const PHONE = /^\+[\d\s()./-]+$/;

/** People, one by one and as a list. */
@Injectable()
export class ProfileViewService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly finder: ProfileFinder,
    private readonly search: ProfileSearchRepository,
    private readonly repository: ProfileViewRepository,
    private readonly visibility: SegmentVisibility,
  ) {}

  /** @param q  the beginning of an identifier or a name, or a profile's id; the newest people without it */
  async page(
    q: string | undefined,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<ProfilePage> {
    // One more than asked for: whether there is a next page.
    const found = await this.find(q?.trim() ?? '', { after, limit: limit + 1 });
    const profiles = found.slice(0, limit);
    return { profiles, next: found.length > limit ? (profiles.at(-1)?.profileId ?? null) : null };
  }

  /** @param name  `type:value` or a uuid @throws NotFoundError */
  async get(name: string): Promise<ProfileDetail> {
    const sql = this.database.prisma;
    const profileId = await this.finder.find(name);
    const profile = await this.repository.find(sql, profileId);
    if (!profile) throw new NotFoundError('such profile');
    const hidden = (await this.visibility.hidden(sql)).map(({ id }) => id);
    const isOther = UUID.test(name) && name.toLowerCase() !== profileId;
    return {
      profileId,
      mergedInto: isOther ? profileId : null,
      name: profile.name,
      createdAt: profile.createdAt,
      identifiers: await this.repository.identifiers(sql, profileId),
      traits: this.traitsOf(profile),
      consent: Object.entries(profile.consent).map(([channel, said]) => toConsent(channel, said)),
      sources: await this.repository.sources(sql, profileId),
      merged: await this.repository.merged(sql, profileId),
      segments: await this.repository.memberships(sql, profileId, hidden),
    };
  }

  private async find(
    q: string,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly FoundProfile[]> {
    const sql = this.database.prisma;
    if (q === '') return this.search.newest(sql, page);
    if (UUID.test(q)) {
      const living = await this.finder.find(q).catch(ignoreNotFound);
      return living === undefined ? [] : this.search.byId(sql, living);
    }
    const text = PHONE.test(q) ? `+${q.replace(/\D/g, '')}` : q;
    return this.search.byBeginning(sql, text, page);
  }

  private traitsOf({ traits, state }: ProfileRow): readonly ShownTrait[] {
    const { priorities } = this.hub.intakeRules;
    return Object.entries(traits)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => {
        const origin = originOf(key, state[key], priorities);
        return {
          ...{ key, value, connectionId: origin?.connection ?? null },
          observedAt: origin ? new Date(origin.atMs) : null,
        };
      });
  }
}

const toConsent = (
  channel: string,
  [isGranted, observedAtMs, , connectionId]: ProfileRow['consent'][string],
): ShownConsent => ({ channel, isGranted, connectionId, observedAt: new Date(observedAtMs) });

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
}
