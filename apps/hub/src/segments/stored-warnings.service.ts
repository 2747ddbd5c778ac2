import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { checkRule } from './check-rule.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { SegmentService } from './segment.service.js';
import { SegmentWarnings, type SegmentWarning, sizeWarnings } from './segment-warnings.js';
import { HubConfig } from '../runtime/hub-config.js';

/** What there is to know of a segment that is stored, by its members as evaluated last. */
@Injectable()
export class StoredWarnings {
  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly segments: SegmentService,
    private readonly evaluation: EvaluationRepository,
    private readonly warnings: SegmentWarnings,
  ) {}

  /** None before its first evaluation, nor of a rule that cannot be evaluated. @throws NotFoundError */
  async of(key: string): Promise<readonly SegmentWarning[]> {
    const { kind, rule: json, size, isCurrent, error } = await this.segments.get(key);
    if (!isCurrent || error !== null) return [];
    const total = await this.evaluation.profileCount(this.database.prisma);
    if (kind === 'static') return sizeWarnings({ size, total }, this.config.smallSegment);
    const rule = checkRule(json);
    return this.warnings.of(rule, { size, total }, await this.warnings.occurring([rule]));
  }
}
