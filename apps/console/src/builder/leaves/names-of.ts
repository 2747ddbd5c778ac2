import { isText, type Json } from '../../rules/json';

/** The events that are named; none for any event. */
export function namesOf(event: Json | undefined): readonly string[] {
  if (event === '*') return [];
  if (isText(event)) return event === '' ? [] : [event];
  return Array.isArray(event) ? event.filter(isText) : [];
}
