import { Injectable } from '@nestjs/common';
import { DataCatalog } from '../../catalog/data-catalog.repository.js';
import { Clock } from '../../runtime/clock.js';
import { HubConfig } from '../../runtime/hub-config.js';
import { NotFoundError } from '../../status/not-found-error.js';
import { checkRule } from '../check-rule.js';
import { didYouMean } from '../rules/did-you-mean.js';
import type { JsonObject } from '../rules/read-json.js';
import { type BoundaryRequest, type BoundaryResult, describeBoundaries } from './boundaries.js';
import { BoundaryRepository } from './boundary.repository.js';
import { TEMPLATES } from './library/templates.js';
import { describeMissing, type Missing, OccurringData } from './missing.js';
import { namesOf, type Need } from './needs.js';
import { TemplateDataError } from './template-errors.js';
import type { Template } from './template.js';

/** A template, and whether the data have what it needs with its defaults. */
export interface ListedTemplate extends Pick<
  Template,
  'key' | 'title' | 'description' | 'category' | 'parameters'
> {
  readonly needs: readonly Need[];
  /** False where something is missing without which the rule finds nobody. */
  readonly isUsable: boolean;
  readonly missing: readonly Missing[];
}

/** What a template and parameters make: a segment that lacks but its key. */
export interface MadeSegment {
  readonly rule: JsonObject;
  readonly name: string;
  readonly description: string;
  /** Why it may not find whom it should. */
  readonly warnings: readonly string[];
}

/** Makes rules of templates, and tells which templates fit the data. */
@Injectable()
export class TemplateService {
  constructor(
    private readonly catalog: DataCatalog,
    private readonly boundaries: BoundaryRepository,
    private readonly hub: HubConfig,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<readonly ListedTemplate[]> {
    const data = new OccurringData(this.catalog);
    return Promise.all(TEMPLATES.map((template) => toListed(template, data)));
  }

  /** @throws NotFoundError */
  async get(key: string): Promise<ListedTemplate> {
    return toListed(find(key), new OccurringData(this.catalog));
  }

  /**
   * @param parameters  an object; what it leaves out has its default
   * @throws NotFoundError, TemplateParametersError, or TemplateDataError
   */
  async instantiate(key: string, parameters: unknown = {}): Promise<MadeSegment> {
    const template = find(key);
    const filled = template.fill(parameters);
    const now = this.clock.now();
    const found = filled.boundaries && (await this.find(filled.boundaries, now));
    const rule = filled.toRule(found);
    checkRule(rule);
    const missing = await new OccurringData(this.catalog).missing(filled.needs);
    return {
      rule,
      name: template.title,
      description: found
        ? `${template.description} ${describeBoundaries(found, now)}`
        : template.description,
      warnings: [...missing.map(toWarning), ...filled.examples.map(toExampleWarning)],
    };
  }

  private async find(request: BoundaryRequest, now: Date): Promise<BoundaryResult> {
    const found = await this.boundaries.find(request, { now, timezone: this.hub.timezone });
    if (found) return found;
    const { kind, events, property, within } = request;
    const names = namesOf(events).join(' or ') || 'anything';
    const what = kind === 'values' ? `${names} with ${property}` : names;
    throw new TemplateDataError(
      `nobody did ${what} in the last ${within}: there is nothing to take thresholds from`,
    );
  }
}

function find(key: string): Template {
  const template = TEMPLATES.find((candidate) => candidate.key === key);
  if (template) return template;
  const keys = TEMPLATES.map((candidate) => candidate.key);
  throw new NotFoundError(`template ${key}${didYouMean(key, keys)}`);
}

async function toListed(template: Template, data: OccurringData): Promise<ListedTemplate> {
  const { key, title, description, category, parameters } = template;
  const { needs } = template.fill({});
  const missing = await data.missing(needs);
  const isUsable = missing.every(({ isRequired }) => !isRequired);
  return { key, title, description, category, parameters, needs, isUsable, missing };
}

const toWarning = (missing: Missing): string =>
  `${describeMissing(missing)}: ${missing.isRequired ? 'nobody can be found by it' : 'nobody is left out for it'}`;

const toExampleWarning = (name: string): string => `${name} is still the example: set your own`;
