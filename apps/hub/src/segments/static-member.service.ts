import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';
import { externalType, normalise, type Identifier } from '../identity/normalise-identifiers.js';
import { keyOf } from '../identity/resolve-identities.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { EVALUATION } from '../schedule/evaluation-work.js';
import { LeaseRepository } from '../schedule/lease.repository.js';
import { SegmentConflictError } from './segment-errors.js';
import type { Page, PageRequest } from './segment-page.js';
import { SegmentVisibility } from './segment-visibility.service.js';
import type { EditStamp } from './segment.js';
import { StaticMemberRepository, type StaticChange } from './static-member.repository.js';

/** An identifier as it was given. */
export interface GivenIdentifier {
  readonly type: string;
  readonly value: string;
}

export interface ListEdit {
  readonly add?: readonly GivenIdentifier[];
  readonly remove?: readonly GivenIdentifier[];
}

/** One that nothing could be done with. */
export interface IdentifierProblem {
  readonly list: 'add' | 'remove';
  /** Its place in that list, from 0. */
  readonly index: number;
  /** Never quotes the value. */
  readonly reason: string;
}

export interface ListEditResult {
  readonly added: number;
  readonly removed: number;
  /** On the list already, not on it, or given twice. */
  readonly unchanged: number;
  readonly problems: readonly IdentifierProblem[];
}

/** The lists of static segments, which people keep by hand. Also those of segue.yaml: the file has their names, not their members. */
@Injectable()
export class StaticMemberService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly visibility: SegmentVisibility,
    private readonly repository: StaticMemberRepository,
    private readonly profiles: ProfileRepository,
    private readonly intake: IntakeRepository,
    private readonly leases: LeaseRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever is in both lists is added. What names nobody is reported, and the rest is done.
   *
   * @throws NotFoundError, SegmentConflictError for a segment that has a rule
   */
  async edit(
    key: string,
    { add = [], remove = [] }: ListEdit,
    by: string,
  ): Promise<ListEditResult> {
    const [toAdd, toRemove] = [this.read('add', add), this.read('remove', remove)];
    const result = await this.database.transaction(async (sql) => {
      // As an intake does: a profile that is found must not be merged before it is on the list.
      await this.intake.lock(sql);
      const { id } = await this.list(sql, key);
      const seq = await this.intake.nextSeq(sql);
      const stamp: EditStamp = { at: this.clock.now(), by };
      const gone = await this.find(sql, toRemove.identifiers);
      const come = await this.find(sql, toAdd.identifiers);
      const removed = await this.repository.remove(
        sql,
        id,
        gone.profileIds.filter((profileId) => !come.profileIds.includes(profileId)),
        { ...stamp, seq },
      );
      const added = await this.repository.add(sql, id, come.profileIds, { ...stamp, seq: seq + 1 });
      const problems = [
        ...[...toAdd.problems, ...come.problems].sort(byIndex),
        ...[...toRemove.problems, ...gone.problems].sort(byIndex),
      ];
      const unchanged = add.length + remove.length - problems.length - added - removed;
      return { added, removed, unchanged, problems };
    });
    // After the transaction: it waits for an evaluation that runs.
    if (result.added + result.removed > 0) await this.requestEvaluation();
    return result;
  }

  /** The newest first. @throws NotFoundError, SegmentConflictError for a segment that has a rule */
  async changes(key: string, page: PageRequest): Promise<Page<StaticChange>> {
    const { id } = await this.list(this.database.prisma, key);
    return this.repository.changes(this.database.prisma, id, page);
  }

  /** The types that identify somebody. */
  get types(): readonly string[] {
    const external = this.hub.config.connections.map(({ id }) => externalType(id));
    const { identifiers } = this.hub.intakeRules.identity;
    return [...identifiers.map(({ type }) => type), ...external];
  }

  private async list(sql: Sql, key: string): Promise<{ readonly id: number }> {
    const segment = await this.visibility.find(sql, key);
    if (segment.kind === 'static') return segment;
    throw new SegmentConflictError(
      'SEGMENT_KIND',
      `segment ${key} has a rule: only the members of a static segment are added and removed`,
    );
  }

  private read(list: IdentifierProblem['list'], given: readonly GivenIdentifier[]): ReadList {
    const identifiers: ReadIdentifier[] = [];
    const problems: IdentifierProblem[] = [];
    const { types } = this;
    for (const [index, { type, value: raw }] of given.entries()) {
      const value = types.includes(type) ? normalise(type, raw) : undefined;
      if (value !== undefined) identifiers.push({ list, index, type, value });
      else {
        const reason = types.includes(type)
          ? `is no ${type} that can be used`
          : `has a type that identifies nobody: write one of ${types.join(', ')}`;
        problems.push({ list, index, reason });
      }
    }
    return { identifiers, problems };
  }

  private async find(
    sql: Sql,
    identifiers: readonly ReadIdentifier[],
  ): Promise<{
    readonly profileIds: readonly string[];
    readonly problems: readonly IdentifierProblem[];
  }> {
    const known = await this.profiles.findByIdentifiers(sql, distinct(identifiers));
    const owners = new Map(known.map((row) => [keyOf(row), row.profileId]));
    const problems = identifiers
      .filter((identifier) => !owners.has(keyOf(identifier)))
      .map(({ list, index }) => ({ list, index, reason: 'is the identifier of nobody' }));
    return { profileIds: [...new Set(owners.values())], problems };
  }

  private async requestEvaluation(): Promise<void> {
    await this.leases.request(this.database.prisma, EVALUATION);
  }
}

interface ReadIdentifier extends Identifier, Pick<IdentifierProblem, 'list' | 'index'> {}

interface ReadList {
  readonly identifiers: readonly ReadIdentifier[];
  readonly problems: readonly IdentifierProblem[];
}

const byIndex = (a: IdentifierProblem, b: IdentifierProblem): number => a.index - b.index;

const distinct = (identifiers: readonly Identifier[]): readonly Identifier[] => [
  ...new Map(identifiers.map((identifier) => [keyOf(identifier), identifier])).values(),
];
