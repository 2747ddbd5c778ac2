import { isObject, type Json, type JsonObject } from '../../rules/json';

/** As POST /api/funnels takes it, and as the address of the page has it, so that it can be shared. */
export interface Funnel {
  readonly steps: readonly JsonObject[];
  readonly within: JsonObject;
  readonly conversionWindow?: string;
  readonly segments: readonly string[];
}

export const FEWEST_STEPS = 2;
export const MOST_STEPS = 10;
export const MOST_SEGMENTS = 5;

export const NEW_FUNNEL: Funnel = {
  steps: [{ event: '' }, { event: '' }],
  within: { last: '30d' },
  segments: [],
};

/** From an address, which anybody may have written. */
export function readFunnel(value: unknown): Funnel | undefined {
  const funnel = value as Json | undefined;
  if (!isObject(funnel)) return undefined;
  const { steps, within, conversionWindow, segments } = funnel;
  if (!Array.isArray(steps) || !steps.every(isObject) || !isObject(within)) return undefined;
  return {
    steps: steps.slice(0, MOST_STEPS),
    within,
    ...(typeof conversionWindow === 'string' ? { conversionWindow } : {}),
    segments: Array.isArray(segments)
      ? segments.filter((key): key is string => typeof key === 'string').slice(0, MOST_SEGMENTS)
      : [],
  };
}

/** Whether every step names what happened: before that there is nothing to count. */
export const isComplete = ({ steps }: Funnel): boolean =>
  steps.length >= FEWEST_STEPS &&
  steps.every(({ event }) => (Array.isArray(event) ? event.length > 0 : event !== ''));
