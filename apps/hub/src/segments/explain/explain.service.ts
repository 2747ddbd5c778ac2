import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { ProfileRepository } from '../../profiles/profile.repository.js';
import { describeFailure } from '../../runs/describe-failure.js';
import { Clock } from '../../runtime/clock.js';
import { HubConfig } from '../../runtime/hub-config.js';
import { NotFoundError } from '../../status/not-found-error.js';
import { checkSegments } from '../check-segments.js';
import { ofProfiles } from '../compile/compile-rule.js';
import { EvaluationRepository } from '../evaluation.repository.js';
import { explainRule } from '../explain-rule.js';
import type { Leaf, Rule } from '../rules/rule.js';
import { eventNamesOf, leavesOf } from '../rules/visit-rule.js';
import type { EvaluableSegment } from '../segment.js';
import { SegmentRepository } from '../segment.repository.js';
import { SegmentVisibility } from '../segment-visibility.service.js';
import { describeStored } from './describe-stored.js';
import type { ExplainContext } from './explain-context.js';
import { ExplainRepository } from './explain.repository.js';
import type { Explanation } from './explanation.js';
import { toLeafEdges } from './leaf-horizon.js';
import { findNextChange, type LeafEdges } from './next-change.js';
import { parseProfileName } from './parse-profile-name.js';
import { SegmentFailedError } from './segment-failed-error.js';
import { zonedIso } from './zoned-iso.js';

/** Each is a statement. */
const MOST_INSTANTS = 200;

/** Says why one person is in a segment, or is not. Nothing is stored, and nothing about the person is logged. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly clock: Clock,
    private readonly segments: SegmentRepository,
    private readonly visibility: SegmentVisibility,
    private readonly profiles: ProfileRepository,
    private readonly evaluation: EvaluationRepository,
    private readonly repository: ExplainRepository,
  ) {}

  /**
   * @param profile  `type:value` or a uuid
   * @throws NotFoundError for an unknown profile or segment
   * @throws SegmentFailedError when the rule, or one that it refers to, cannot be evaluated
   */
  async explain(profile: string, key: string): Promise<Explanation> {
    const now = this.clock.now();
    return this.database.transaction(async (sql) => {
      await this.repository.freeze(sql);
      await this.visibility.find(sql, key);
      const stored = await this.segments.list(sql);
      const profileId = await this.find(sql, profile);
      const { evaluable, errors } = checkSegments(stored);
      const asked = evaluable.find(({ segment }) => segment.key === key);
      if (!asked) throw new SegmentFailedError(key, errors.get(key)!);
      const context = await this.contextOf(sql, asked, evaluable, now);
      try {
        return await this.explainFor(sql, profileId, asked, context);
      } catch (error) {
        if (!isRefusedByDatabase(error)) throw error;
        throw new SegmentFailedError(key, describeFailure(error).message, { cause: error });
      }
    });
  }

  /** The message of what is not found does not repeat whom was asked for: that may be an address. */
  private async find(sql: Sql, name: string): Promise<string> {
    const parsed = parseProfileName(name);
    if (parsed && 'identifier' in parsed) {
      const [owner] = await this.profiles.findByIdentifiers(sql, [parsed.identifier]);
      if (owner) return owner.profileId;
    }
    if (parsed && 'profileId' in parsed) {
      if (await this.repository.hasProfile(sql, parsed.profileId)) return parsed.profileId;
    }
    throw new NotFoundError('such profile; a profile is named by type:value or its uuid');
  }

  private async contextOf(
    sql: Sql,
    { segment }: EvaluableSegment,
    evaluable: readonly EvaluableSegment[],
    now: Date,
  ): Promise<ExplainContext> {
    const names = evaluable.map(({ rule }) => eventNamesOf(rule));
    const listed = names.flatMap((some) => (some === 'any' ? [] : some));
    return {
      now,
      timezone: this.config.timezone,
      segmentId: segment.id,
      segments: new Map(evaluable.map((one) => [one.segment.key, one.segment.id])),
      catalog: await this.evaluation.catalog(sql, [...new Set(listed)]),
      referenced: new Map(
        evaluable.map((one) => [one.segment.key, { id: one.segment.id, rule: one.rule }]),
      ),
    };
  }

  private async explainFor(
    sql: Sql,
    profileId: string,
    { segment, rule }: EvaluableSegment,
    context: ExplainContext,
  ): Promise<Explanation> {
    const { now, timezone } = context;
    const own = { ...context, from: ofProfiles([profileId]) };
    const edges = await this.edgesOf(sql, rule, own);
    const explained = await explainRule(
      this.repository,
      sql,
      {
        rule,
        json: segment.rule,
        context,
        priorities: this.config.intakeRules.priorities,
      },
      [profileId],
      (leaf) => zonedIso(edges.get(leaf)?.edges[0] ?? NaN, timezone),
    );
    const explanation = explained.get(profileId)!;
    const isMember = explanation.isTrue;
    const next = await findNextChange(
      [...edges.values()],
      isMember,
      (at) => this.isTrueAt(sql, rule, profileId, { ...own, now: at }),
      MOST_INSTANTS,
    );
    const membership = await this.repository.stored(sql, profileId, segment.id);
    const { key, name, kind, version } = segment;
    return {
      profileId,
      segment: { key, name, kind, version },
      now: zonedIso(now, timezone)!,
      timezone,
      isMember,
      changesAt: next.at && zonedIso(next.at, timezone),
      ...(next.isUnknown && { changesAtUnknown: true }),
      stored: describeStored(segment, membership, isMember, context),
      explanation,
    };
  }

  private async edgesOf(
    sql: Sql,
    rule: Rule,
    context: ExplainContext,
  ): Promise<ReadonlyMap<Leaf, LeafEdges>> {
    const leaves = leavesOf(rule);
    const edges = await this.repository.edges(sql, leaves, context);
    return new Map(
      leaves.map((leaf, index) => [leaf, toLeafEdges(leaf, edges[index]!, context)] as const),
    );
  }

  private async isTrueAt(
    sql: Sql,
    rule: Rule,
    profileId: string,
    context: ExplainContext,
  ): Promise<boolean> {
    const truths = await this.repository.truths(sql, rule, [rule], context);
    return truths.get(profileId)![0]!;
  }
}

/** A SQLSTATE is all that is told of it: see describeFailure. */
const isRefusedByDatabase = (error: unknown): boolean =>
  describeFailure(error).message.includes('SQLSTATE');
