import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { checkRule } from './check-rule.js';
import { compilePreview, type PreviewRow } from './compile/compile-preview.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { PreviewRepository, type SampleMember } from './preview.repository.js';
import { RuleError } from './rules/rule-error.js';
import { flatten, toNodes, type RuleNode } from './rules/rule-nodes.js';
import { listedNamesOf } from './rules/visit-rule.js';
import type { Rule } from './rules/rule.js';
import type { Segment } from './segment.js';
import { SegmentRepository } from './segment.repository.js';
import { SegmentVisibility } from './segment-visibility.service.js';
import { SegmentWarnings, type SegmentWarning } from './segment-warnings.js';

const SAMPLES = 25;

export interface PreviewRequest {
  readonly rule: unknown;
  /** Of the segment whose rule it is or will be, if there is one: buckets without salt are drawn from it. */
  readonly key?: string | undefined;
  /** Keys of segments to compare with. */
  readonly overlaps?: readonly string[] | undefined;
}

/** A condition or group of the rule. */
export interface PreviewedCondition {
  /** JSON Pointer into the rule. */
  readonly pointer: string;
  readonly kind: Rule['kind'];
  /** Profiles for which it is true by itself. */
  readonly size: number;
  /** In a group: what is left of an `all`, or gathered by an `any`, after this one; null outside of a group. */
  readonly running: number | null;
}

export interface PreviewedOverlap {
  readonly key: string;
  /** Members of both. */
  readonly both: number;
  /** Members of the other one, as stored. */
  readonly size: number;
  /** `both` as a share of this rule's members, 0 … 1. */
  readonly share: number;
}

export interface Preview {
  readonly now: Date;
  readonly size: number;
  /** All profiles. */
  readonly total: number;
  /** `size` as a share of `total`, 0 … 1. */
  readonly share: number;
  /** The root first, each before what is below it. */
  readonly conditions: readonly PreviewedCondition[];
  /** Members with an e-mail address, a phone number, a trait that holds an id in Slack. */
  readonly reachable: { readonly email: number; readonly phone: number; readonly slack: number };
  /** At most 25. */
  readonly sample: readonly SampleMember[];
  readonly overlaps: readonly PreviewedOverlap[];
  readonly warnings: readonly SegmentWarning[];
}

/** What a rule would select, before it is saved: through the evaluator's own compiler, and without storing anything. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly segments: SegmentRepository,
    private readonly visibility: SegmentVisibility,
    private readonly evaluation: EvaluationRepository,
    private readonly repository: PreviewRepository,
    private readonly warnings: SegmentWarnings,
    private readonly clock: Clock,
  ) {}

  /** @throws RuleError for a rule that cannot be evaluated, and for segments that do not exist */
  async preview({ rule: json, key, overlaps = [] }: PreviewRequest): Promise<Preview> {
    const rule = checkRule(json);
    const stored = await this.visibility.list(this.database.prisma);
    const byKey = new Map(stored.map((segment) => [segment.key, segment]));
    const others = overlaps.map((one) => byKey.get(one));
    refuseUnknown(rule, overlaps, byKey);

    const now = this.clock.now();
    const context = {
      now,
      timezone: this.config.timezone,
      segments: new Map(stored.map((segment) => [segment.key, segment.id])),
      // A segment that is not saved yet has no id to draw from: 0 draws a tenth as any other number does.
      segmentId: (key === undefined ? undefined : byKey.get(key)?.id) ?? 0,
      catalog: await this.evaluation.catalog(this.database.prisma, listedNamesOf(rule)),
    };
    const ids = others.map((segment) => segment!.id);
    const compiled = compilePreview(rule, context, {
      overlaps: ids,
      samples: SAMPLES,
    });
    const row = await this.repository.count(compiled, this.config.ruleTimeoutMs);
    const sizes = await this.segments.sizes(this.database.prisma, ids);
    const count = (name: string): number => Number(row[name] ?? 0);
    const [size, total] = [count('node0'), count('total')];
    return {
      now,
      size,
      total,
      share: total === 0 ? 0 : size / total,
      conditions: compiled.nodes.map((node, index) => toCondition(node, index, row)),
      reachable: { email: count('email'), phone: count('phone'), slack: count('slack') },
      sample: await this.repository.members(row.sample ?? []),
      overlaps: others.map((segment, index) => {
        const both = count(`overlap${index}`);
        const otherSize = sizes.get(segment!.id) ?? 0;
        return { key: segment!.key, both, size: otherSize, share: size === 0 ? 0 : both / size };
      }),
      warnings: this.warnings.of(rule, { size, total }, await this.warnings.occurring([rule])),
    };
  }
}

function toCondition(
  { pointer, rule }: RuleNode,
  index: number,
  row: PreviewRow,
): PreviewedCondition {
  const running = row[`running${index}`];
  return {
    pointer,
    kind: rule.kind,
    size: Number(row[`node${index}`]),
    running: running === undefined ? null : Number(running),
  };
}

/** Every problem at once, each where it stands. */
function refuseUnknown(
  rule: Rule,
  overlaps: readonly string[],
  known: ReadonlyMap<string, Segment>,
): void {
  const isUnknown = (key: string): boolean => !known.has(key);
  const message = (key: string): string => `there is no segment "${key}"`;
  const references = flatten(toNodes(rule)).flatMap(({ rule: part, pointer }) =>
    part.kind === 'segment' && isUnknown(part.key)
      ? [{ pointer: `${pointer}/segment`, message: message(part.key) }]
      : [],
  );
  const compared = overlaps.flatMap((key, index) =>
    isUnknown(key) ? [{ pointer: `/overlaps/${index}`, message: message(key) }] : [],
  );
  if (references.length + compared.length > 0) throw new RuleError([...references, ...compared]);
}
