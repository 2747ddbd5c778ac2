import { readComparison } from './comparisons';
import { canShow, fits, IDENTIFIER_OPS, isOp, opOf } from './conditions';
import { readDuration } from './durations';
import { isObject, isText, type Json, type JsonObject } from './json';
import type { LeafKind } from './leaf-kind';
import { windowFormOf } from './windows';

export const AGGREGATES = ['sum', 'avg', 'min', 'max', 'distinct'] as const;

const CONSENTS = ['granted', 'denied', 'unknown'];
const PERIOD_UNITS = ['day', 'week', 'month', 'quarter', 'year'];

const CONDITION_KEYS = ['op', 'value', 'ifMissing', 'ignoreCase'];
const EVENT_KEYS = [
  'event',
  'where',
  'within',
  'count',
  ...AGGREGATES,
  'occurrence',
  'having',
  'periods',
];

/** Whether the fields of a kind of leaf show all that is in one; else it is shown as JSON. */
export function canShowLeaf(kind: LeafKind, leaf: JsonObject): boolean {
  const has = (...keys: readonly string[]) => Object.keys(leaf).every((key) => keys.includes(key));
  switch (kind) {
    case 'trait':
      return isText(leaf['trait']) && has('trait', 'heldFor', ...CONDITION_KEYS) && canShow(leaf);
    case 'property':
      return isText(leaf['property']) && has('property', ...CONDITION_KEYS) && canShow(leaf);
    case 'identifier':
      return (
        isText(leaf['identifier']) &&
        has('identifier', 'op', 'value', 'ignoreCase') &&
        isOp(leaf['op']) &&
        IDENTIFIER_OPS.includes(leaf['op']) &&
        !isObject(leaf['value']) &&
        fits(leaf['value'], opOf(leaf['op']).operand) &&
        ['boolean', 'undefined'].includes(typeof leaf['ignoreCase'])
      );
    case 'event':
      return has(...EVENT_KEYS) && canShowEvent(leaf);
    case 'sequence':
      return has('sequence', 'within') && canShowSequence(leaf);
    case 'segment':
    case 'source':
      return isText(leaf[kind]) && has(kind);
    case 'consent':
      return (
        isText(leaf['consent']) && has('consent', 'is') && CONSENTS.some((is) => is === leaf['is'])
      );
    case 'bucket':
      return has('bucket') && canShowBucket(leaf['bucket']);
    case 'firstSeen':
    case 'lastSeen':
      return has(kind) && ![undefined, 'ever'].includes(windowFormOf(leaf[kind]));
    case 'everyone':
      return leaf['everyone'] === true && has('everyone');
    case 'json':
      return false;
  }
}

export const areNames = (json: Json | undefined): boolean =>
  isText(json) || (Array.isArray(json) && json.every(isText));

function canShowEvent(leaf: JsonObject): boolean {
  const { event, within, count, occurrence, having, periods } = leaf;
  const measures = ['count', ...AGGREGATES, 'occurrence'].filter((key) => Object.hasOwn(leaf, key));
  return (
    areNames(event) &&
    measures.length <= 1 &&
    windowFormOf(within) !== undefined &&
    (count === undefined || (readComparison(count) !== undefined && hasOnly(count, 1))) &&
    AGGREGATES.every((key) => leaf[key] === undefined || canShowAggregate(leaf[key])) &&
    (occurrence === undefined || occurrence === 'first' || occurrence === 'last') &&
    (having === undefined || occurrence !== undefined) &&
    (periods === undefined ||
      (within === undefined && canShowPeriods(periods) && measures.every((key) => key === 'count')))
  );
}

const hasOnly = (json: Json, keys: number): boolean =>
  isObject(json) && Object.keys(json).length === keys;

const canShowAggregate = (json: Json): boolean =>
  isObject(json) &&
  isText(json['property']) &&
  readComparison(json) !== undefined &&
  hasOnly(json, 2);

function canShowPeriods(json: Json): boolean {
  if (!isObject(json) || !hasOnly(json, 3)) return false;
  const { unit, last, atLeast } = json;
  const isUnit = PERIOD_UNITS.some((name) => name === unit);
  return isUnit && typeof last === 'number' && typeof atLeast === 'number';
}

function canShowSequence({ sequence, within }: JsonObject): boolean {
  return (
    Array.isArray(sequence) &&
    windowFormOf(within) !== undefined &&
    sequence.every(
      (step: Json) =>
        isObject(step) &&
        areNames(step['event']) &&
        (step['within'] === undefined || readDuration(step['within']) !== undefined) &&
        (step['not'] === undefined || step['not'] === true) &&
        Object.keys(step).every((key) => ['event', 'where', 'within', 'not'].includes(key)),
    )
  );
}

function canShowBucket(json: Json | undefined): boolean {
  if (!isObject(json)) return false;
  const { from, to, salt, ...rest } = json;
  return (
    typeof from === 'number' &&
    typeof to === 'number' &&
    (salt === undefined || isText(salt)) &&
    Object.keys(rest).length === 0
  );
}
