import type { JsonObject } from '../rules/read-json.js';
import type { BoundaryRequest, BoundaryResult } from './boundaries.js';
import type { Need } from './needs.js';

export const CATEGORIES = [
  'lifecycle',
  'trial',
  'shopping',
  'buyers',
  'rfm',
  'traffic',
  'experience',
  'messaging',
  'sampling',
] as const;

export type Category = (typeof CATEGORIES)[number];

export type ParameterType =
  'duration' | 'integer' | 'number' | 'percent' | 'event' | 'trait' | 'property' | 'text' | 'list';

/** What people and forms have to know of a parameter. */
export interface ParameterInfo {
  readonly type: ParameterType;
  /** In a marketer's words. */
  readonly label: string;
  readonly default: unknown;
  /** Bounds of a number, both of them in. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** The default fits nobody's data in particular: it has to be replaced. */
  readonly isExample?: true;
  /** Of a list: an empty one has a meaning, which the label tells. */
  readonly mayBeEmpty?: true;
  /** Of a property: the parameter with the event that has it. */
  readonly of?: string;
}

export interface NamedParameter extends ParameterInfo {
  readonly name: string;
}

/** A ready-made rule that lacks its parameters. */
export interface Template {
  /** Permanent. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly category: Category;
  readonly parameters: readonly NamedParameter[];
  /** @throws TemplateParametersError naming every parameter that cannot be used */
  fill(parameters: unknown): FilledTemplate;
}

/** A template with parameters that were checked. */
export interface FilledTemplate {
  readonly needs: readonly Need[];
  /** What the data have to be asked before there can be a rule. */
  readonly boundaries?: BoundaryRequest;
  /** Names of parameters that were left at a default which is an example. */
  readonly examples: readonly string[];
  /**
   * @param found  the answer to `boundaries`, where there are any
   * @throws TemplateParametersError when with these boundaries the parameters can fit nobody
   */
  toRule(found?: BoundaryResult): JsonObject;
}
