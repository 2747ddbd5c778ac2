import {
  isObject,
  isScalar,
  isText,
  withKeys,
  type Json,
  type JsonObject,
  type Scalar,
} from './json';
import { readComparison } from './comparisons';
import { readDuration } from './durations';
import { PERIODS } from './windows';

/** What an op is followed by. */
export type OperandKind =
  | 'none'
  | 'scalar'
  | 'list'
  | 'order'
  | 'pair'
  | 'text'
  | 'comparison'
  | 'date'
  | 'duration'
  | 'days'
  | 'period';

interface Op {
  readonly label: string;
  readonly operand: OperandKind;
  readonly group: 'Value' | 'Number' | 'Text' | 'List' | 'Date';
  /** May be asked without regard to case. */
  readonly hasCase?: true;
}

/** The ops of §2 in the order in which they are offered. */
export const OPS = {
  eq: { label: 'is', operand: 'scalar', group: 'Value', hasCase: true },
  neq: { label: 'is not', operand: 'scalar', group: 'Value', hasCase: true },
  in: { label: 'is any of', operand: 'list', group: 'Value', hasCase: true },
  nin: { label: 'is none of', operand: 'list', group: 'Value', hasCase: true },
  exists: { label: 'is known', operand: 'none', group: 'Value' },
  missing: { label: 'is not known', operand: 'none', group: 'Value' },
  gt: { label: 'is more than', operand: 'order', group: 'Number' },
  gte: { label: 'is at least', operand: 'order', group: 'Number' },
  lt: { label: 'is less than', operand: 'order', group: 'Number' },
  lte: { label: 'is at most', operand: 'order', group: 'Number' },
  between: { label: 'is from … to', operand: 'pair', group: 'Number' },
  contains: { label: 'contains', operand: 'text', group: 'Text', hasCase: true },
  ncontains: { label: 'does not contain', operand: 'text', group: 'Text', hasCase: true },
  startsWith: { label: 'starts with', operand: 'text', group: 'Text', hasCase: true },
  endsWith: { label: 'ends with', operand: 'text', group: 'Text', hasCase: true },
  matches: { label: 'matches the pattern', operand: 'text', group: 'Text', hasCase: true },
  hasAny: { label: 'as a list has any of', operand: 'list', group: 'List', hasCase: true },
  hasAll: { label: 'as a list has all of', operand: 'list', group: 'List', hasCase: true },
  hasNone: { label: 'as a list has none of', operand: 'list', group: 'List', hasCase: true },
  length: { label: 'as a list has', operand: 'comparison', group: 'List' },
  withinLast: { label: 'is within the last', operand: 'duration', group: 'Date' },
  olderThan: { label: 'is longer ago than', operand: 'duration', group: 'Date' },
  withinNext: { label: 'is within the next', operand: 'duration', group: 'Date' },
  before: { label: 'is before', operand: 'date', group: 'Date' },
  after: { label: 'is on or after', operand: 'date', group: 'Date' },
  inPeriod: { label: 'is in the period', operand: 'period', group: 'Date' },
  anniversaryWithinNext: { label: 'has its yearly day within', operand: 'days', group: 'Date' },
} as const satisfies Readonly<Record<string, Op>>;

export type OpName = keyof typeof OPS;

export const isOp = (op: Json | undefined): op is OpName => isText(op) && Object.hasOwn(OPS, op);

export const opOf = (name: OpName): Op => OPS[name];

/** Those that an identifier can be asked with. */
export const IDENTIFIER_OPS: readonly OpName[] = [
  'exists',
  'missing',
  'eq',
  'neq',
  'in',
  'nin',
  'contains',
  'ncontains',
  'startsWith',
  'endsWith',
  'matches',
];

/** Whether the editor of a trait or a property can show all of a condition. */
export function canShow(condition: JsonObject): boolean {
  const { op, value, ifMissing, ignoreCase, heldFor } = condition;
  if (!isOp(op)) return false;
  return (
    (ifMissing === undefined || typeof ifMissing === 'boolean') &&
    (ignoreCase === undefined || typeof ignoreCase === 'boolean') &&
    (heldFor === undefined || readDuration(heldFor) !== undefined) &&
    fits(value, OPS[op].operand)
  );
}

/** The other trait, where a condition compares with one. */
export const otherTrait = (value: Json | undefined): string | undefined =>
  isObject(value) && isText(value['trait']) && Object.keys(value).length === 1
    ? value['trait']
    : undefined;

export function fits(value: Json | undefined, operand: OperandKind): boolean {
  switch (operand) {
    case 'none':
      return value === undefined;
    case 'scalar':
    case 'order':
      return isScalar(value) || otherTrait(value) !== undefined;
    case 'list':
      return Array.isArray(value) && value.every(isScalar) && areDistinct(value);
    case 'pair':
      return Array.isArray(value) && value.length === 2 && value.every(isScalar);
    case 'text':
    case 'date':
      return isText(value);
    case 'comparison':
      return readComparison(value) !== undefined;
    case 'duration':
      return readDuration(value) !== undefined;
    case 'days':
      return readDuration(value)?.unit === 'd';
    case 'period':
      return PERIODS.some((period) => period.value === value);
  }
}

/** Entries are told apart by their text: of `1` and `"1"`, in one list, no field could say which is which. */
const areDistinct = (values: readonly Json[]): boolean =>
  new Set(values.map(String)).size === values.length;

/** The condition with another op; its value stays where it can. */
export function changeOp(condition: JsonObject, name: OpName): JsonObject {
  const op = opOf(name);
  const { value, ignoreCase, ...rest } = condition;
  const next = fits(value, op.operand) ? value : convert(value, op.operand);
  return withKeys(
    { ...rest, op: name },
    { value: next, ignoreCase: op.hasCase ? ignoreCase : undefined },
  );
}

function convert(value: Json | undefined, operand: OperandKind): Json | undefined {
  const [first]: readonly (Scalar | undefined)[] = Array.isArray(value)
    ? (value as readonly Json[]).filter(isScalar)
    : isScalar(value)
      ? [value]
      : [];
  switch (operand) {
    case 'none':
      return undefined;
    case 'scalar':
      return first ?? '';
    case 'order':
      return first !== undefined && isOrdered(first) ? first : 0;
    case 'list':
      return first === undefined || first === '' ? [] : [first];
    case 'pair':
      return typeof first === 'number' ? [first, first + 1] : [0, 1];
    case 'text':
      return first === undefined ? '' : String(first);
    case 'date':
      return isText(first) ? first : '';
    case 'comparison':
      return { gte: 1 };
    case 'duration':
    case 'days':
      return '30d';
    case 'period':
      return 'thisMonth';
  }
}

const isOrdered = (value: Scalar): boolean =>
  typeof value === 'number' || /^\d{4}-\d{2}-\d{2}/.test(String(value));

/** A scalar of another type, as near to what was there as can be. */
export function toType(value: Scalar | undefined, type: 'text' | 'number' | 'boolean'): Scalar {
  if (type === 'text') return value === undefined ? '' : String(value);
  if (type === 'boolean') return value === true || value === 'true';
  return Number.isFinite(Number(value)) && value !== '' ? Number(value) : 0;
}
