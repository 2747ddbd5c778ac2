import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../access/audit/audit-trail.js';
import { currentViewer } from '../access/viewer.js';
import { Database, type Sql } from '../database/database.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { Clock } from '../runtime/clock.js';
import { EVALUATION } from '../schedule/evaluation-work.js';
import { LeaseRepository } from '../schedule/lease.repository.js';
import { NotFoundError } from '../status/not-found-error.js';
import { canSee } from './can-see.js';
import { checkRule } from './check-rule.js';
import { MembershipLogRepository } from './membership-log.repository.js';
import { SegmentConflictError } from './segment-errors.js';
import { checkReferences } from './segment-references.js';
import { FILE_ACTOR, SegmentRepository } from './segment.repository.js';
import {
  moveShelf,
  newShelf,
  refuseHalfSeen,
  refuseUnseen,
  shelfOf,
  withoutGaps,
} from './segment-shelf.js';
import type { SegmentOwner } from './segment-owners.service.js';
import { SegmentUsage } from './segment-usage.service.js';
import { SegmentVisibility } from './segment-visibility.service.js';
import { SegmentVersionRepository, type SegmentVersion } from './segment-version.repository.js';
import type { EditStamp, Segment, Shelf, StoredSegment } from './segment.js';
import { StaticMemberRepository } from './static-member.repository.js';

export interface NewSegment extends Partial<Omit<Shelf, 'owner'>> {
  readonly key: string;
  /** The key where left out. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly kind?: Segment['kind'] | undefined;
  /** As written; of a dynamic segment only. */
  readonly rule?: unknown;
}

/** What is left out stays as it is. */
export interface SegmentEdit extends Partial<Omit<NewSegment, 'key' | 'kind'>> {
  /** Who is to own it from now on. */
  readonly owner?: SegmentOwner | undefined;
  /** The version that the edit was made from: when it is no longer the newest, nothing is saved. */
  readonly version?: number | undefined;
}

/** A segment with what can be said of its membership. */
export interface SegmentDetail
  extends
    Shelf,
    Pick<
      StoredSegment,
      | 'key'
      | 'name'
      | 'description'
      | 'kind'
      | 'origin'
      | 'version'
      | 'evaluatedAt'
      | 'error'
      | 'createdAt'
      | 'editedAt'
      | 'editedBy'
    > {
  /** As written; null of a static one. */
  readonly rule: unknown;
  /** Members, as evaluated last. */
  readonly size: number;
  /** False after an edit that no evaluation has taken into account yet. */
  readonly isCurrent: boolean;
}

/**
 * The segments that are made, edited and deleted while the hub runs. Those of segue.yaml can be looked at here, and only the
 * file changes them.
 */
@Injectable()
export class SegmentService {
  constructor(
    private readonly database: Database,
    private readonly segments: SegmentRepository,
    private readonly visibility: SegmentVisibility,
    private readonly usage: SegmentUsage,
    private readonly versionRepository: SegmentVersionRepository,
    private readonly statics: StaticMemberRepository,
    private readonly log: MembershipLogRepository,
    private readonly intake: IntakeRepository,
    private readonly leases: LeaseRepository,
    private readonly clock: Clock,
    private readonly trail: AuditTrail,
  ) {}

  /** @throws NotFoundError */
  async get(key: string): Promise<SegmentDetail> {
    return this.describe(this.database.prisma, await this.active(this.database.prisma, key));
  }

  /** The newest first. @throws NotFoundError */
  async versions(key: string): Promise<readonly SegmentVersion[]> {
    const { id } = await this.active(this.database.prisma, key);
    return this.versionRepository.list(this.database.prisma, id);
  }

  /**
   * A key that a deleted segment had goes on with its id and versions, and without its members.
   *
   * @throws SegmentConflictError when there is one of this key, RuleError
   */
  async create(segment: NewSegment, by: string): Promise<SegmentDetail> {
    return this.change(by, (sql, stamp) => this.insert(sql, segment, stamp));
  }

  /** @throws NotFoundError, SegmentConflictError, RuleError */
  async edit(key: string, edit: SegmentEdit, by: string): Promise<SegmentDetail> {
    return this.change(by, async (sql, stamp) => {
      const segment = await this.editable(sql, key, edit.version);
      this.trail.note({ before: audited(segment) });
      const { version: _version, ...given } = edit;
      if (edit.rule !== undefined) await this.checkNewRule(sql, segment, edit.rule);
      const owner = given.owner && { id: given.owner.id, name: given.owner.name };
      const shelf = moveShelf(key, segment, { ...given, owner }, by);
      const edited = { ...segment, ...withoutGaps(given), ...shelf };
      if (given.owner) refuseUnseen(edited, given.owner, await this.segments.list(sql));
      await this.segments.save(sql, edited, stamp);
      return key;
    });
  }

  /** Saves the rule of an earlier version as a new one. @throws NotFoundError, SegmentConflictError, RuleError */
  async restore(key: string, version: number, by: string): Promise<SegmentDetail> {
    return this.change(by, async (sql, stamp) => {
      const segment = await this.editable(sql, key);
      this.trail.note({ before: audited(segment) });
      const former = await this.versionRepository.find(sql, segment.id, version);
      if (!former || former.rule === null) {
        throw new NotFoundError(`version ${version} of segment ${key} with a rule`);
      }
      await this.checkNewRule(sql, segment, former.rule);
      await this.segments.save(sql, { ...segment, rule: former.rule }, stamp);
      return key;
    });
  }

  /** Makes a static segment of those who are in a segment now. @throws NotFoundError, SegmentConflictError */
  async freeze(
    key: string,
    frozen: Pick<NewSegment, 'key' | 'name'>,
    by: string,
  ): Promise<SegmentDetail> {
    return this.change(by, async (sql, stamp) => {
      const source = await this.active(sql, key);
      const name = frozen.name ?? `${source.name}, frozen`.slice(0, 200);
      const description = `Who was in ${key} at ${stamp.at.toISOString()}`;
      await this.copyList(
        sql,
        source,
        { ...shelfOf(source), key: frozen.key, name, description, kind: 'static' },
        stamp,
      );
      return frozen.key;
    });
  }

  /**
   * Makes another segment of the same rule, or list. It is whoever asks who owns it.
   *
   * @throws NotFoundError, SegmentConflictError
   */
  async clone(
    key: string,
    { key: as, name }: Pick<NewSegment, 'key' | 'name'>,
    by: string,
  ): Promise<SegmentDetail> {
    return this.change(by, async (sql, stamp) => {
      const source = await this.active(sql, key);
      const { kind, description } = source;
      const copy = {
        ...{ ...shelfOf(source), kind, description, key: as },
        name: name ?? `${source.name}, copy`.slice(0, 200),
      };
      if (kind === 'static') await this.copyList(sql, source, copy, stamp);
      else await this.insert(sql, { ...copy, rule: source.rule }, stamp);
      return as;
    });
  }

  /**
   * Its members leave at once. Syncs of it must be gone before, so nothing is pushed.
   *
   * @throws NotFoundError, or SegmentConflictError naming every segment and sync that needs it
   */
  async delete(key: string, { version }: Pick<SegmentEdit, 'version'>, by: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.segments.lock(sql);
      const segment = await this.editable(sql, key, version);
      this.trail.note({ target: `segment:${key}`, before: audited(segment) });
      await this.refuseUsed(sql, segment);
      const stamp = { at: this.clock.now(), by, seq: await this.intake.nextSeq(sql) };
      await this.log.endAll(sql, segment, stamp);
      await this.statics.clear(sql, segment.id, stamp);
      await this.segments.deactivate(sql, segment.id);
    });
  }

  /** Saves in one transaction, and asks for an evaluation. @param save gives the key of what it saved */
  private async change(
    by: string,
    save: (sql: Sql, stamp: EditStamp) => Promise<string>,
  ): Promise<SegmentDetail> {
    return this.database.transaction(async (sql) => {
      await this.segments.lock(sql);
      const key = await save(sql, { at: this.clock.now(), by });
      refuseHalfSeen(key, await this.segments.list(sql), await this.segments.syncs(sql));
      await this.leases.request(sql, EVALUATION);
      // Whoever gives a personal one away does not see it any more.
      const segment = (await this.segments.findByKey(sql, key))!;
      this.trail.note({ target: `segment:${key}`, after: audited(segment) });
      return this.describe(sql, segment);
    });
  }

  private async insert(sql: Sql, segment: NewSegment, stamp: EditStamp): Promise<string> {
    const { key, name = key, description = '', kind = 'dynamic', rule } = segment;
    const former = await this.segments.findByKey(sql, key);
    // One that was deleted has a past, which is not for everybody either.
    if (former && (former.isActive || !canSee(currentViewer(), former))) {
      throw new SegmentConflictError('SEGMENT_EXISTS', `there is a segment ${key} already`);
    }
    await this.checkNewRule(sql, { key, kind }, rule);
    if (former) {
      const seq = await this.intake.nextSeq(sql);
      await this.statics.clear(sql, former.id, { ...stamp, seq });
    }
    const shelf = newShelf(segment, stamp.by);
    await this.segments.save(
      sql,
      { ...shelf, key, name, description, kind, rule, origin: 'api' },
      stamp,
    );
    return key;
  }

  private async copyList(
    sql: Sql,
    source: StoredSegment,
    copy: NewSegment,
    stamp: EditStamp,
  ): Promise<void> {
    await this.insert(sql, copy, stamp);
    const { id } = await this.active(sql, copy.key);
    const seq = await this.intake.nextSeq(sql);
    await this.statics.copyMembers(sql, { from: source.id, to: id }, { ...stamp, seq });
  }

  private async checkNewRule(
    sql: Sql,
    { key, kind }: Pick<Segment, 'key' | 'kind'>,
    json: unknown,
  ): Promise<void> {
    if (kind === 'static') {
      if (json === undefined || json === null) return;
      throw new SegmentConflictError(
        'SEGMENT_KIND',
        `segment ${key} is static: it has a list of members and no rule`,
      );
    }
    checkReferences(key, { json, rule: checkRule(json) }, await this.visibility.list(sql));
  }

  private active(sql: Sql, key: string): Promise<StoredSegment> {
    return this.visibility.find(sql, key);
  }

  private async editable(sql: Sql, key: string, version?: number): Promise<StoredSegment> {
    const segment = await this.active(sql, key);
    if (segment.origin === 'file') {
      throw new SegmentConflictError(
        'SEGMENT_MANAGED',
        `segment ${key} is managed by ${FILE_ACTOR}`,
      );
    }
    if (version !== undefined && version !== segment.version) {
      throw new SegmentConflictError(
        'SEGMENT_OUTDATED',
        `segment ${key} is at version ${segment.version} by now, and the change was made from ${version}`,
      );
    }
    return segment;
  }

  private async refuseUsed(sql: Sql, { key }: Segment): Promise<void> {
    const { segments, syncs, unseen } = await this.usage.of(sql, key);
    const users = [
      ...segments.map((other) => `segment ${other.key}`),
      ...syncs.map(({ id }) => `sync ${id}`),
      ...(unseen > 0 ? [`${unseen} that you do not see`] : []),
    ];
    if (users.length === 0) return;
    throw new SegmentConflictError(
      'SEGMENT_IN_USE',
      `segment ${key} is used by ${users.join(', ')}`,
    );
  }

  private async describe(sql: Sql, segment: StoredSegment): Promise<SegmentDetail> {
    const { id, isActive: _isActive, evaluatedVersion, evaluatedZone: _zone, ...shown } = segment;
    const size = await this.segments.size(sql, id);
    return { ...shown, size, isCurrent: segment.version === evaluatedVersion };
  }
}

/** What the audit log keeps of a segment. */
const audited = ({
  name,
  description,
  kind,
  rule,
  owner,
  tags,
  folder,
  visibility,
  visibleTo,
}: StoredSegment) => ({
  name,
  description,
  kind,
  rule,
  owner,
  tags,
  folder,
  visibility,
  visibleTo,
});
