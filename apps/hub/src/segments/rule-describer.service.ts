import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { describeWritten, type DescribedRule } from './describe-written.js';
import { RuleError } from './rules/rule-error.js';
import { checkReferences } from './segment-references.js';
import { SegmentVisibility } from './segment-visibility.service.js';

/** Describes rules while somebody writes them, and says what would keep them from being saved. */
@Injectable()
export class RuleDescriber {
  constructor(
    private readonly database: Database,
    private readonly visibility: SegmentVisibility,
  ) {}

  /** @param key of the segment whose rule it is, if that is there already: the rule must not lead back to it */
  async describe(json: unknown, key = ''): Promise<Pick<DescribedRule, 'nodes' | 'problems'>> {
    const { nodes, problems, rule } = describeWritten(json);
    if (!rule) return { nodes, problems };
    const stored = await this.visibility.list(this.database.prisma);
    try {
      checkReferences(key, { json, rule }, stored);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      return { nodes, problems: error.problems };
    }
    return { nodes, problems };
  }
}
