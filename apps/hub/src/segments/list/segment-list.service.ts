import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { HubConfig } from '../../runtime/hub-config.js';
import { checkRule } from '../check-rule.js';
import { EvaluationRepository } from '../evaluation.repository.js';
import type { Rule } from '../rules/rule.js';
import { referencesOf } from '../segment-references.js';
import { SegmentVisibility } from '../segment-visibility.service.js';
import { sizeWarnings, SegmentWarnings } from '../segment-warnings.js';
import { SegmentRepository } from '../segment.repository.js';
import type { Shelf, StoredSegment } from '../segment.js';
import { matchesFilter, type SegmentFilter } from './segment-filter.js';
import { SegmentFiguresService } from './segment-figures.service.js';

const WEEK_DAYS = 7;

export interface ListedSegment
  extends
    Shelf,
    Pick<
      StoredSegment,
      'key' | 'name' | 'description' | 'kind' | 'origin' | 'evaluatedAt' | 'error' | 'version'
    >,
    Pick<StoredSegment, 'createdAt' | 'editedAt' | 'editedBy'> {
  readonly size: number;
  readonly isCurrent: boolean;
  /** Members at the end of each of the last 30 local days, the oldest first. */
  readonly sparkline: readonly number[];
  /** How many more there are than a week ago. */
  readonly weekChange: number;
  /** What would keep it from being deleted: keys and ids, of segments that whoever asks may see. */
  readonly usedBy: { readonly segments: readonly string[]; readonly syncs: readonly string[] };
  /** How many there are; null before its first evaluation, and of a rule that cannot be evaluated. */
  readonly warnings: number | null;
  /** Where it stands in segue.yaml. */
  readonly location: { readonly file: string; readonly line: number } | null;
}

export interface SegmentList {
  readonly segments: readonly ListedSegment[];
  /** Of all segments that whoever asks may see, whatever the filter. */
  readonly tags: readonly string[];
  readonly folders: readonly string[];
}

/** The segments as a list of cards: what the file names first, in its order, then what was made otherwise. */
@Injectable()
export class SegmentListService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly visibility: SegmentVisibility,
    private readonly segments: SegmentRepository,
    private readonly figures: SegmentFiguresService,
    private readonly evaluation: EvaluationRepository,
    private readonly warnings: SegmentWarnings,
  ) {}

  async list(filter: SegmentFilter): Promise<SegmentList> {
    const visible = await this.visibility.list(this.database.prisma);
    const usedBy = await this.usersOf(visible);
    const chosen = visible.filter((segment) => matchesFilter(segment, usedBy(segment), filter));
    return {
      segments: await this.describe(this.inOrder(chosen), usedBy),
      tags: sorted(visible.flatMap(({ tags }) => tags)),
      folders: sorted(visible.flatMap(({ folder }) => folder ?? [])),
    };
  }

  private inOrder(segments: readonly StoredSegment[]): readonly StoredSegment[] {
    const places = new Map(this.hub.file.segments.map(({ key }, index) => [key, index]));
    const place = ({ key, origin }: StoredSegment): number =>
      origin === 'file' ? (places.get(key) ?? Infinity) : Infinity;
    return [...segments].sort((a, b) =>
      place(a) === place(b) ? a.id - b.id : place(a) - place(b),
    );
  }

  private async describe(
    segments: readonly StoredSegment[],
    usedBy: UsersOf,
  ): Promise<readonly ListedSegment[]> {
    const figures = await this.figures.of(segments.map(({ id }) => id));
    const count = await this.warningCounter(segments);
    const { file } = this.hub;
    const lines = new Map(file.segments.map(({ key, location }) => [key, location.line]));
    return segments.map((segment) => {
      const { id, isActive: _active, evaluatedVersion, evaluatedZone: _zone, ...shown } = segment;
      const { rule: _rule, ...rest } = shown;
      const { size, days } = figures.get(id)!;
      const line = segment.origin === 'file' ? lines.get(segment.key) : undefined;
      return {
        ...rest,
        size,
        isCurrent: evaluatedVersion === segment.version,
        sparkline: days,
        weekChange: size - days[days.length - 1 - WEEK_DAYS]!,
        usedBy: usedBy(segment),
        warnings: count(segment, size),
        location: line === undefined ? null : { file: file.file, line },
      };
    });
  }

  private async usersOf(visible: readonly StoredSegment[]): Promise<UsersOf> {
    const references = visible.map((segment) => ({ segment, keys: referencesOf(segment) }));
    const syncs = await this.segments.syncs(this.database.prisma);
    return ({ key }) => ({
      segments: references
        .filter(({ keys }) => keys.includes(key))
        .map(({ segment }) => segment.key),
      syncs: syncs.filter(({ segmentKey }) => segmentKey === key).map(({ id }) => id),
    });
  }

  /** The names that all rules ask about are looked up together. */
  private async warningCounter(
    segments: readonly StoredSegment[],
  ): Promise<(segment: StoredSegment, size: number) => number | null> {
    const rules = new Map<string, Rule>();
    for (const { key, kind, rule, version, evaluatedVersion, error } of segments) {
      const isEvaluated = version === evaluatedVersion && error === null;
      if (kind === 'dynamic' && isEvaluated) rules.set(key, checkRule(rule));
    }
    const occurring = await this.warnings.occurring([...rules.values()]);
    const total = await this.evaluation.profileCount(this.database.prisma);
    return ({ key, kind, version, evaluatedVersion, error }, size) => {
      if (version !== evaluatedVersion || error !== null) return null;
      if (kind === 'static') return sizeWarnings({ size, total }, this.hub.smallSegment).length;
      return this.warnings.of(rules.get(key)!, { size, total }, occurring).length;
    };
  }
}

type UsersOf = (segment: StoredSegment) => ListedSegment['usedBy'];

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
