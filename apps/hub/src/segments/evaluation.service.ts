import { Injectable, Logger } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { describeFailure } from '../runs/describe-failure.js';
import { RunRepository } from '../runs/run.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import { LeaseRepository, type Lease } from '../schedule/lease.repository.js';
import { checkRule } from './check-rule.js';
import { compileMembers, isTimeDependent } from './compile/compile-rule.js';
import { orderSegments } from './order-segments.js';
import { referencedSegments } from './rules/parse-rule.js';
import type { EvaluableSegment, Segment } from './segment.js';
import { SegmentRepository } from './segment.repository.js';

/** More changed profiles than this are evaluated together with all others: one scan is cheaper than so many look-ups. */
const MOST_IN_SCOPE = 20_000;
const SAVEPOINT = 'segment';

export interface EvaluationResult {
  readonly evaluated: number;
  readonly joined: number;
  readonly left: number;
  /** Key of each segment that could not be evaluated → why. */
  readonly errors: ReadonlyMap<string, string>;
}

/** Brings the stored membership up to date, for all segments at one instant, in one transaction. */
@Injectable()
export class EvaluationService {
  private readonly logger = new Logger('Evaluation');

  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly repository: SegmentRepository,
    private readonly intake: IntakeRepository,
    private readonly runs: RunRepository,
    private readonly leases: LeaseRepository,
  ) {}

  /** Whether an evaluation at `now` could change anything because of new data or an edit. Time may, even so. */
  async isDue(now: Date): Promise<boolean> {
    const sql = this.database.prisma;
    if ((await this.repository.dirtyCount(sql, now, 1)) > 0) return true;
    const segments = await this.repository.list(sql);
    return segments.some(({ version, evaluatedVersion }) => version !== evaluatedVersion);
  }

  /**
   * Evaluates the profiles that changed since the last evaluation; everything for segments that were edited, that could not
   * be evaluated before, that depend on time, or that refer to one of these.
   *
   * @param full  evaluates everything: the same code over all profiles
   */
  async evaluate(
    now: Date,
    runId: string,
    { full = false, lease }: { full?: boolean; lease?: Lease } = {},
  ): Promise<EvaluationResult> {
    return this.database.transaction(async (sql) => {
      if (lease) await this.leases.fence(sql, lease);
      const segments = await this.repository.list(sql);
      const { evaluable, errors } = this.checkAll(segments);

      const dirty = await this.repository.dirtyCount(sql, now, MOST_IN_SCOPE + 1);
      const isFull = full || dirty > MOST_IN_SCOPE;
      const changed = isFull ? [] : await this.repository.takeDirty(sql, now);
      if (isFull) await this.repository.dropDirty(sql, now);

      const ids = new Map(evaluable.map(({ segment }) => [segment.key, segment.id]));
      const seq = await this.intake.nextSeq(sql);
      const whole = new Set<string>();
      let [joined, left] = [0, 0];
      for (const { segment, rule, references, isTimeDependent } of evaluable) {
        const failed = references.find((key) => errors.has(key));
        if (failed !== undefined) {
          errors.set(segment.key, `it refers to "${failed}", which cannot be evaluated`);
          continue;
        }
        const isWhole =
          isFull ||
          isTimeDependent ||
          segment.version !== segment.evaluatedVersion ||
          // The changes that came while it could not be evaluated are no longer marked.
          segment.error !== null ||
          references.some((key) => whole.has(key));
        if (isWhole) whole.add(segment.key);
        if (!isWhole && changed.length === 0) {
          await this.repository.markEvaluated(sql, segment, now);
          continue;
        }
        const scope = isWhole ? undefined : changed;
        const members = compileMembers(rule, {
          now,
          timezone: this.config.timezone,
          segments: ids,
          segmentId: segment.id,
          ...(scope ? { scope } : {}),
        });
        const error = await this.attempt(sql, async () => {
          const given = { now, runId, seq, ...(scope ? { scope } : {}) };
          const change = await this.repository.setMembers(sql, segment, members, given);
          await this.repository.markEvaluated(sql, segment, now);
          joined += change.joined;
          left += change.left;
        });
        if (error !== undefined) errors.set(segment.key, error);
      }
      for (const segment of segments) {
        const message = errors.get(segment.key);
        if (message === undefined) continue;
        await this.repository.markFailed(sql, segment, { code: 'RULE_FAILED', message });
        this.logger.warn(`segment ${segment.key} keeps its members: ${message}`);
      }
      // Once more: what took longer than a lease must not be handed out again before the next sign of life.
      if (lease) await this.leases.fence(sql, lease);
      const evaluated = whole.size > 0 ? await this.repository.profileCount(sql) : changed.length;
      await this.runs.count(sql, runId, { evaluated, joined, left });
      return { evaluated, joined, left, errors };
    });
  }

  /** A segment whose stored rule cannot be evaluated (any more) keeps its members; the others go on. */
  private checkAll(segments: readonly Segment[]): {
    evaluable: readonly EvaluableSegment[];
    errors: Map<string, string>;
  } {
    const errors = new Map<string, string>();
    const found = new Map<string, EvaluableSegment & { readonly key: string }>();
    for (const segment of segments) {
      try {
        const rule = checkRule(segment.rule);
        const references = referencedSegments(rule);
        const { key } = segment;
        found.set(key, { key, segment, rule, references, isTimeDependent: isTimeDependent(rule) });
      } catch (error) {
        errors.set(segment.key, describeFailure(error).message);
      }
    }
    for (;;) {
      const broken = [...found.values()].find(({ references }) =>
        references.some((key) => !found.has(key)),
      );
      if (!broken) break;
      const missing = broken.references.find((key) => !found.has(key))!;
      found.delete(broken.key);
      const why = errors.has(missing) ? 'which cannot be evaluated' : 'which does not exist';
      errors.set(broken.key, `it refers to "${missing}", ${why}`);
    }
    return { evaluable: orderSegments([...found.values()]), errors };
  }

  /** One segment that fails in the database does not undo the others. @returns why it failed */
  private async attempt(sql: Sql, work: () => Promise<void>): Promise<string | undefined> {
    await sql.$executeRawUnsafe(`SAVEPOINT ${SAVEPOINT}`);
    try {
      await work();
      await sql.$executeRawUnsafe(`RELEASE SAVEPOINT ${SAVEPOINT}`);
      return undefined;
    } catch (error) {
      await sql.$executeRawUnsafe(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`);
      return describeFailure(error).message;
    }
  }
}
