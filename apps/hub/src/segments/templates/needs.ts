import type { EventValue, ParameterSet } from './parameters.js';

export type NeedKind = 'event' | 'trait' | 'property' | 'identifier' | 'consent';

/** Something that has to occur in the data for a rule to find the right people. */
export interface Need {
  readonly kind: NeedKind;
  /** One of these is enough. */
  readonly anyOf: readonly string[];
  /** Of a property: the events that have it. */
  readonly of?: readonly string[];
  /** The parameter that says so, if one does. */
  readonly parameter?: string;
  /** False where it only leaves people out: without it the rule finds more of them. */
  readonly isRequired: boolean;
}

/** `*` is every event there is, and so no name to look for. */
export const namesOf = (value: EventValue): readonly string[] => {
  if (value === '*') return [];
  return typeof value === 'string' ? [value] : value;
};

export const propertyNeed = (event: EventValue, ...anyOf: readonly string[]): Need => ({
  kind: 'property',
  anyOf,
  of: namesOf(event),
  isRequired: true,
});

/** What the values of the parameters say by themselves. */
export function needsOf(
  parameters: ParameterSet,
  values: Readonly<Record<string, unknown>>,
): readonly Need[] {
  return Object.entries(parameters).flatMap(([parameter, info]): readonly Need[] => {
    const { type, of, isExclusion, isOneOfSeveral } = info;
    if (isOneOfSeveral) return [];
    const given = { parameter, isRequired: !isExclusion };
    const value = values[parameter] as EventValue;
    switch (type) {
      case 'event':
        return value === '*' ? [] : [{ kind: 'event', anyOf: namesOf(value), ...given }];
      case 'trait':
        return [{ kind: 'trait', anyOf: namesOf(value), ...given }];
      case 'property': {
        const events = namesOf(values[of!] as EventValue);
        return [{ kind: 'property', anyOf: namesOf(value), of: events, ...given }];
      }
      case 'duration':
      case 'integer':
      case 'number':
      case 'percent':
      case 'text':
      case 'list':
        return [];
    }
  });
}
