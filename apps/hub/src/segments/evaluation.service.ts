import { Injectable, Logger } from '@nestjs/common';
import { Database, isRetryable, type Sql } from '../database/database.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { describeFailure } from '../runs/describe-failure.js';
import { RunRepository } from '../runs/run.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import { LeaseRepository, type Lease } from '../schedule/lease.repository.js';
import { AskedSegments } from './asked-segments.js';
import { checkSegments } from './check-segments.js';
import {
  BitTable,
  compileAnswers,
  compileShifts,
  type CompileContext,
} from './compile/compile-rule.js';
import { collectedBy, EvaluationScope, type Shift } from './evaluation-scope.repository.js';
import { EvaluationRepository, type EvaluationStamp } from './evaluation.repository.js';
import {
  findWhole,
  groupSegments,
  planQuestions,
  type EvaluationGroup,
  type WholeCauses,
} from './plan-evaluation.js';
import { askedEvents } from './rules/event-horizons.js';
import { listedNamesOf } from './rules/visit-rule.js';
import type { EvaluableSegment, Segment } from './segment.js';
import { SegmentRepository } from './segment.repository.js';

/** From this share of all profiles on, one pass over everything is quicker than looking so many up: who is touched is busy. */
const WHOLE_SHARE = 0.1;
/** Fewer are looked up, whatever their share. */
const FEW_PROFILES = 2_000;
const SAVEPOINT = 'evaluation_group';
/** Of hashes and sorts of one statement over everything. PostgreSQL's default is made for hundreds of small ones. */
const WORK_MEM = '64MB';

export interface EvaluationOptions {
  /** Evaluates everything: the same code over all profiles. */
  readonly full?: boolean;
  readonly lease?: Lease;
}

export interface EvaluationResult {
  /** Profiles that were asked about. */
  readonly evaluated: number;
  readonly joined: number;
  readonly left: number;
  /** Key of each segment that could not be evaluated → why. */
  readonly errors: ReadonlyMap<string, string>;
}

type RunContext = Omit<CompileContext, 'segmentId' | 'from'>;

/**
 * Brings the stored membership up to date, for all segments at one instant, in one transaction: readers see the old one until
 * the new one is whole.
 */
@Injectable()
export class EvaluationService {
  private readonly logger = new Logger('Evaluation');

  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly segments: SegmentRepository,
    private readonly scope: EvaluationScope,
    private readonly repository: EvaluationRepository,
    private readonly intake: IntakeRepository,
    private readonly runs: RunRepository,
    private readonly leases: LeaseRepository,
  ) {}

  /** Whether an evaluation at `now` could change anything because of new data, a date or an edit. Windows may, even so. */
  async isDue(now: Date): Promise<boolean> {
    const sql = this.database.prisma;
    if (await this.segments.hasTouched(sql, now)) return true;
    const segments = await this.segments.list(sql);
    return segments.some(({ version, evaluatedVersion }) => version !== evaluatedVersion);
  }

  /**
   * Evaluates the profiles that changed since the last evaluation, or about which time alone may have changed an answer; all
   * profiles for segments that were edited, that could not be evaluated before, or that refer to one of these.
   */
  async evaluate(
    now: Date,
    runId: string,
    { full = false, lease }: EvaluationOptions = {},
  ): Promise<EvaluationResult> {
    return this.database.transaction(async (sql) => {
      if (lease) await this.leases.fence(sql, lease);
      const result = await this.run(sql, now, runId, full);
      // Once more: what took longer than a lease must not be handed out again before the next sign of life.
      if (lease) await this.leases.fence(sql, lease);
      const { evaluated, joined, left } = result;
      await this.runs.count(sql, runId, { evaluated, joined, left });
      return result;
    });
  }

  private async run(sql: Sql, now: Date, runId: string, full: boolean): Promise<EvaluationResult> {
    const stored = await this.segments.list(sql);
    const { evaluable, errors } = checkSegments(stored);
    const { timezone } = this.config;
    const context: RunContext = {
      now,
      timezone,
      segments: new Map(evaluable.map(({ segment }) => [segment.key, segment.id])),
      catalog: await this.repository.catalog(
        sql,
        evaluable.flatMap(({ rule }) => listedNamesOf(rule)),
      ),
    };
    const whole = findWhole(evaluable, context);
    const planned = planQuestions(evaluable);
    const few = groupSegments(planned, ({ segment }) => full || whole.has(segment.key));
    const asked = new AskedSegments(few.filter((group) => !group.isWhole));
    const shifts = shiftsOf(evaluable, asked, whole, context);
    const touched = await this.scope.collect(sql, now, asked, shifts, full || whole.size > 0);
    const isFull = full || (await this.isMost(sql, touched));
    const isWhole = ({ segment }: EvaluableSegment): boolean => isFull || whole.has(segment.key);

    let [joined, left, isAlone] = [0, 0, false];
    const done: Pick<Segment, 'id' | 'version'>[] = [];
    if (touched > 0 || evaluable.some(isWhole)) {
      const stamp = { now, runId, seq: await this.intake.nextSeq(sql) };
      const bits = { whole: new BitTable('apart'), scoped: new BitTable('together') };
      const collected = { ...context, from: collectedBy(asked) };
      const run = {
        ...{ context, collected, whole, stamp, errors, bits },
        segmentCount: evaluable.length,
      };
      const groups = isFull ? groupSegments(planned, isWhole) : few;
      await this.prepare(sql, asked, {
        isOverAll: evaluable.some(isWhole),
        isOverFew: !isFull && touched > 0,
        now,
      });
      for (const group of groups) {
        if (!group.isWhole && touched === 0) {
          done.push(...group.segments.map(({ segment }) => segment));
          continue;
        }
        for (const part of await this.attemptGroup(sql, group, run)) {
          joined += part.joined;
          left += part.left;
          isAlone = part.isAlone;
          done.push(...part.segments);
        }
      }
      await this.repository.dropBits(sql, bits.whole.kept);
      if (!isAlone) await this.repository.gatherDue(sql, isFull && errors.size === 0);
      await this.repository.storeDue(sql);
      if (joined + left > 0) await this.repository.listForSyncs(sql, stamp);
    } else done.push(...evaluable.map(({ segment }) => segment));

    await this.repository.markEvaluated(sql, done, { at: now, timezone });
    for (const { id, key } of stored) {
      const message = errors.get(key);
      if (message === undefined) continue;
      await this.repository.markFailed(sql, id, { code: 'RULE_FAILED', message });
      this.logger.warn(`segment ${key} keeps its members: ${message}`);
    }
    const isOverAll = evaluable.some(isWhole);
    const evaluated = isOverAll ? await this.repository.profileCount(sql) : touched;
    return { evaluated, joined, left, errors };
  }

  private async isMost(sql: Sql, touched: number): Promise<boolean> {
    if (touched <= FEW_PROFILES) return false;
    return !(await this.repository.hasMoreProfiles(sql, touched / WHOLE_SHARE));
  }

  private async prepare(
    sql: Sql,
    asked: AskedSegments,
    about: { readonly isOverAll: boolean; readonly isOverFew: boolean; readonly now: Date },
  ): Promise<void> {
    await this.repository.beginDue(sql);
    await this.repository.beginBits(sql);
    if (about.isOverAll) await sql.$executeRawUnsafe(`SET LOCAL work_mem = '${WORK_MEM}'`);
    // While they are in use, most of the indexes is in memory, and what is not is on no disk that turns.
    await sql.$executeRawUnsafe(`SET LOCAL random_page_cost = 1.1`);
    if (about.isOverFew && asked.columns.length > 0) {
      await this.scope.copyEvents(sql, asked, askedEvents(asked.rules, about.now));
    }
  }

  /**
   * Evaluates a group by one statement; where that fails, each of its segments by one of its own: one segment that fails in the
   * database does not undo the others.
   */
  private async attemptGroup(
    sql: Sql,
    group: EvaluationGroup,
    run: GroupRun,
  ): Promise<readonly GroupResult[]> {
    const segments = group.segments.filter(({ segment, references }) => {
      const failed = references.find((key) => run.errors.has(key));
      if (failed === undefined) return true;
      run.errors.set(segment.key, `it refers to "${failed}", which cannot be evaluated`);
      return false;
    });
    if (segments.length === 0) return [];
    await sql.$executeRawUnsafe(`SAVEPOINT ${SAVEPOINT}`);
    try {
      await sql.$executeRawUnsafe(`SET LOCAL statement_timeout = ${this.config.ruleTimeoutMs}`);
      const result = await this.evaluateGroup(sql, { ...group, segments }, run);
      await sql.$executeRawUnsafe('SET LOCAL statement_timeout = 0');
      await sql.$executeRawUnsafe(`RELEASE SAVEPOINT ${SAVEPOINT}`);
      return [result];
    } catch (error) {
      if (isRetryable(error)) throw error;
      await sql.$executeRawUnsafe(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`);
      if (segments.length === 1) {
        run.errors.set(segments[0]!.segment.key, describeFailure(error).message);
        return [];
      }
    }
    const results: GroupResult[] = [];
    for (const segment of segments) {
      results.push(...(await this.attemptGroup(sql, { ...group, segments: [segment] }, run)));
    }
    return results;
  }

  private async evaluateGroup(
    sql: Sql,
    { segments, isWhole, askedColumn }: EvaluationGroup,
    { context, collected, whole, stamp, bits: tables, segmentCount }: GroupRun,
  ): Promise<GroupResult> {
    const bits = isWhole ? tables.whole : tables.scoped;
    const questions = segments.map(({ question }) => question);
    const answers = compileAnswers(questions, isWhole ? context : collected, bits);
    const { stored, pending } = bits.sourcesOf(answers.bits);
    await this.repository.storeBits(sql, pending, bits.store);
    const asked = segments.map(({ segment: { id, key, version }, bit }) => ({
      ...{ id, version, bit },
      cause: whole.get(key),
    }));
    const isApart = bits.store === 'apart' && answers.bits.length > 0;
    if (isApart) await this.repository.storeWords(sql, [...stored, ...pending]);
    const isAlone = asked.length === segmentCount;
    const isMost = asked.length * 2 >= segmentCount;
    const reach = { isWhole, isMost, isAlone, askedColumn };
    const change = await this.repository.setMembers(sql, asked, answers, reach, stamp);
    if (isApart) await this.repository.dropWords(sql);
    bits.confirm(pending);
    return { ...change, segments: asked, isAlone };
  }
}

interface GroupRun {
  readonly context: RunContext;
  /** About those who were collected. */
  readonly collected: RunContext & Pick<CompileContext, 'from'>;
  readonly whole: WholeCauses;
  readonly stamp: EvaluationStamp;
  readonly errors: Map<string, string>;
  /** All that are evaluated. */
  readonly segmentCount: number;
  /** What was worked out already. */
  readonly bits: { readonly whole: BitTable; readonly scoped: BitTable };
}

interface GroupResult {
  readonly joined: number;
  readonly left: number;
  readonly segments: readonly Pick<Segment, 'id' | 'version'>[];
  /** They are all segments. */
  readonly isAlone: boolean;
}

/** What moved in the windows of the segments since each was evaluated, each question once. */
function shiftsOf(
  segments: readonly EvaluableSegment[],
  asked: AskedSegments,
  whole: WholeCauses,
  context: RunContext,
): readonly Shift[] {
  const known = new Map<string, Shift>();
  for (const { rule, segment } of segments) {
    if (whole.has(segment.key)) continue;
    const own = { ...context, segmentId: segment.id };
    for (const sql of compileShifts(rule, segment.evaluatedAt!, own)) {
      const key = JSON.stringify([sql.text, sql.values]);
      const others = known.get(key)?.by;
      const by = asked.dependingOn(segment.key);
      known.set(key, { sql, by: others ? asked.union([by, others]) : by });
    }
  }
  return [...known.values()];
}
