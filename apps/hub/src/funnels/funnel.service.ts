import { Injectable } from '@nestjs/common';
import { Database, type Prisma, type Sql } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { compileAttempts } from '../segments/compile/compile-attempts.js';
import { namesOf } from '../segments/compile/compile-sequence.js';
import { EvaluationRepository } from '../segments/evaluation.repository.js';
import { SegmentVisibility } from '../segments/segment-visibility.service.js';
import { toDroppedRule } from './dropped-rule.js';
import { FunnelRepository, type StepCount } from './funnel.repository.js';
import type { DroppedPage, Funnel, FunnelResult, GroupResult } from './funnel.js';
import { parseDropOff, parseFunnel } from './parse-funnel.js';

/** Tells how many people go through a series of steps, and who stops where. */
@Injectable()
export class FunnelService {
  constructor(
    private readonly database: Database,
    private readonly repository: FunnelRepository,
    private readonly visibility: SegmentVisibility,
    private readonly evaluation: EvaluationRepository,
    private readonly hub: HubConfig,
    private readonly clock: Clock,
  ) {}

  /** @param json  as docs/funnels.md describes it @throws FunnelError */
  async evaluate(json: unknown): Promise<FunnelResult> {
    return this.database.transaction(async (sql) => {
      const ids = await this.segmentIds(sql);
      const funnel = parseFunnel(json, [...ids.keys()]);
      const at = this.clock.now();
      await this.repository.prepare(sql, this.hub.ruleTimeoutMs);
      const segmentIds = funnel.segments.map((key) => ids.get(key)!);
      const attempts = await this.compile(sql, funnel, at);
      const countOf = await this.repository.count(sql, attempts, segmentIds);
      const groups = [null, ...funnel.segments].map((segment, group) =>
        toGroup(segment, funnel, (step) => countOf(group, step)),
      );
      return { at, groups };
    });
  }

  /**
   * A page of those who reached the steps before one, and not that one.
   *
   * @param json  as docs/funnels.md describes it
   * @param page  `after`: the profile that the page before ended with
   * @throws FunnelError
   */
  async dropped(
    json: unknown,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<DroppedPage> {
    return this.database.transaction(async (sql) => {
      const ids = await this.segmentIds(sql);
      const dropOff = parseDropOff(json, [...ids.keys()]);
      const { funnel, step, segment } = dropOff;
      const at = this.clock.now();
      await this.repository.prepare(sql, this.hub.ruleTimeoutMs);
      const whom = {
        reached: step - 1,
        segmentId: segment === undefined ? undefined : ids.get(segment),
      };
      // One more than asked for: whether there is a next page.
      const page = { after, limit: limit + 1 };
      const attempts = await this.compile(sql, funnel, at);
      const found = await this.repository.findStopped(sql, attempts, whom, page);
      const members = found.slice(0, limit);
      const next = found.length > limit ? (members.at(-1)?.profileId ?? null) : null;
      return { at, members, next, ...toDroppedRule(dropOff) };
    });
  }

  private async segmentIds(sql: Sql): Promise<ReadonlyMap<string, number>> {
    const segments = await this.visibility.list(sql);
    return new Map(segments.map(({ key, id }) => [key, id]));
  }

  private async compile(sql: Sql, funnel: Funnel, now: Date): Promise<Prisma.Sql> {
    const names = namesOf(funnel.steps);
    const catalog = await this.evaluation.catalog(sql, names === 'any' ? [] : names);
    const { timezone } = this.hub;
    // Nothing in a step refers to a segment.
    return compileAttempts(funnel, { now, timezone, catalog, segments: new Map(), segmentId: 0 });
  }
}

function toGroup(
  segment: string | null,
  { written }: Funnel,
  countOf: (step: number) => StepCount | undefined,
): GroupResult {
  const people = written.steps.map((_, index) => countOf(index + 1)?.people ?? 0);
  const steps = written.steps.map(({ event }, index) => {
    const [own, before] = [people[index]!, people[index - 1]];
    return {
      step: index + 1,
      event,
      people: own,
      conversionFromFirst: share(own, people[0]),
      conversionFromPrevious: share(own, before),
      medianMs: countOf(index + 1)?.medianMs ?? null,
      droppedOff: before === undefined ? 0 : before - own,
    };
  });
  return { segment, steps };
}

const share = (part: number, whole: number | undefined): number | null =>
  whole ? part / whole : null;
