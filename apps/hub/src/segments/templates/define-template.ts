import { didYouMean } from '../rules/did-you-mean.js';
import { child, type Place, refuse, startOf } from '../rules/place.js';
import { has, isObject, type JsonObject, required } from '../rules/read-json.js';
import type { BoundaryRequest, BoundaryResult } from './boundaries.js';
import { type Need, needsOf } from './needs.js';
import type { ParameterSet, Values } from './parameters.js';
import { type ParameterProblem, TemplateParametersError } from './template-errors.js';
import type { Category, FilledTemplate, NamedParameter, Template } from './template.js';

/** Of one kind, or of any: a template without boundaries has kind `never`, and its rule takes no second argument. */
type Request<K> = Extract<BoundaryRequest, { readonly kind: K }>;
type Result<K> = Extract<BoundaryResult, { readonly kind: K }>;

export interface Definition<P extends ParameterSet, K extends BoundaryRequest['kind'] = never> {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly category: Category;
  readonly parameters: P;
  /** What is needed beside the events, traits and properties that the parameters name. */
  readonly needs?: (values: Values<P>) => readonly Need[];
  /** What is wrong with parameters that are each right by themselves. */
  readonly check?: (values: Values<P>) => readonly ParameterProblem[];
  /** Nothing where these parameters need none. */
  readonly boundaries?: (values: Values<P>) => Request<K> | undefined;
  /** Pure. */
  readonly rule: (values: Values<P>, found: Result<K>) => JsonObject;
}

export function defineTemplate<
  const P extends ParameterSet,
  K extends BoundaryRequest['kind'] = never,
>(definition: Definition<P, K>): Template {
  const { key, title, description, category, parameters } = definition;
  return {
    key,
    title,
    description,
    category,
    parameters: Object.entries(parameters).map(toInfo),
    fill: (given) => fill(definition, given),
  };
}

function fill<P extends ParameterSet, K extends BoundaryRequest['kind']>(
  { parameters, needs, check, boundaries, rule }: Definition<P, K>,
  given: unknown,
): FilledTemplate {
  const values = readValues(parameters, given);
  const problems = check?.(values) ?? [];
  if (problems.length > 0) throw new TemplateParametersError(problems);
  const request = boundaries?.(values);
  const examples = Object.entries(parameters)
    .filter(([name, { isExample }]) => isExample && !has(given as JsonObject, name))
    .map(([name]) => name);
  return {
    needs: [...needsOf(parameters, values), ...(needs?.(values) ?? [])],
    ...(request && { boundaries: request }),
    examples,
    // What is found is of the kind that was asked for.
    toRule: (found) => rule(values, found as Result<K>),
  };
}

/** The values given, and the defaults of those left out. @throws TemplateParametersError */
function readValues<P extends ParameterSet>(parameters: P, given: unknown): Values<P> {
  if (!isObject(given)) {
    const message = 'must be an object, such as { "within": "30d" }';
    throw new TemplateParametersError([{ pointer: '', message }]);
  }
  const problems: ParameterProblem[] = [];
  const at: Place = startOf({ problems, leafCount: 0, nodeCount: 0 });
  const names = Object.keys(parameters);
  for (const name of Object.keys(given).filter((name) => !names.includes(name))) {
    refuse(child(at, name), `is not a parameter of this template${didYouMean(name, names)}`);
  }
  const values = Object.entries(parameters).map(([name, { parse, default: byDefault }]) => [
    name,
    has(given, name) ? required(given, name, at, parse) : byDefault,
  ]);
  if (problems.length > 0) throw new TemplateParametersError(problems);
  return Object.fromEntries(values) as Values<P>;
}

function toInfo([name, parameter]: [string, ParameterSet[string]]): NamedParameter {
  const { parse, isExclusion, isOneOfSeveral, ...info } = parameter;
  return { name, ...info };
}
