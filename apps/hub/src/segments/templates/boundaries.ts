import type { EventValue } from './parameters.js';

/** What a template wants to know of the data before it can make a rule. */
export type BoundaryRequest = QuintilesRequest | TopShareRequest | ValuesRequest;

interface EventsRequest {
  readonly events: EventValue;
  /** As rules write it. */
  readonly property: string;
  /** Only events of the last … count. */
  readonly within: string;
}

/** How recently, how often and for how much those who did something did it. */
export interface QuintilesRequest extends EventsRequest {
  readonly kind: 'quintiles';
}

/** From which sum of the property on somebody belongs to the top `percent` of those who did it. */
export interface TopShareRequest extends EventsRequest {
  readonly kind: 'topShare';
  readonly percent: number;
}

/** The most frequent texts of the property. */
export interface ValuesRequest extends EventsRequest {
  readonly kind: 'values';
  readonly limit: number;
}

/** Values at 20, 40, 60 and 80 % of the people, in ascending order: each somebody's own value, none in between two. */
export type Quintiles = readonly [number, number, number, number];

export interface QuintilesResult {
  readonly kind: 'quintiles';
  /** How many people the boundaries are of. */
  readonly people: number;
  /** Since the last time, in whole days of 24 hours that are over. */
  readonly days: Quintiles;
  readonly counts: Quintiles;
  readonly sums: Quintiles;
}

export interface TopShareResult {
  readonly kind: 'topShare';
  readonly people: number;
  readonly sum: number;
}

export interface ValuesResult {
  readonly kind: 'values';
  /** The most frequent first. */
  readonly values: readonly string[];
}

export type BoundaryResult = QuintilesResult | TopShareResult | ValuesResult;

/** A sentence for the description of the made segment: its thresholds stay as they are while the data go on. */
export function describeBoundaries(result: BoundaryResult, now: Date): string {
  const when = `on ${now.toISOString().slice(0, 16)}Z`;
  switch (result.kind) {
    case 'quintiles':
      return `Thresholds computed ${when} over ${people(result.people)} (at 20, 40, 60, 80 %): days since the last time ${list(result.days)}; times ${list(result.counts)}; sum ${list(result.sums)}.`;
    case 'topShare':
      return `Threshold computed ${when} over ${people(result.people)}: ${result.sum}.`;
    case 'values':
      return `Values found ${when}: ${result.values.length}.`;
  }
}

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);
const list = (values: Quintiles): string => values.join(', ');
