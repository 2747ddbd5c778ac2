import {
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';

export const IDENTIFIER_TYPES = ['userId', 'email', 'phone', 'anonymousId', 'externalId'] as const;
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

/** Name of a trait or property → column. */
export type Columns = Readonly<Record<string, string>>;

/** What the columns of a CSV file mean. Columns are named as in the header. */
export interface CsvMapping {
  readonly identifiers: Readonly<Partial<Record<IdentifierType, string>>>;
  /** Without it, every column that is not mapped otherwise is a trait of its own name. */
  readonly traits?: Columns;
  readonly observedAt?: string;
  /** Makes each row an event instead of a profile. */
  readonly event?: EventMapping;
}

export interface EventMapping {
  /** One name for all rows, or the column that holds it. */
  readonly name: string | { readonly column: string };
  readonly occurredAt?: string;
  readonly messageId?: string;
  /** Without it, every column that is not mapped otherwise is a property of its own name. */
  readonly properties?: Columns;
}

/** Longest event name that the hub takes, in characters. */
export const MAX_EVENT_LENGTH = 200;

/** Every mapped column, under the name of the setting that maps it. */
export function mappedColumns({ identifiers, traits, observedAt, event }: CsvMapping): Columns {
  const name = typeof event?.name === 'object' ? event.name.column : undefined;
  const entries = [
    ...under('mapping.identifiers', identifiers),
    ...under('mapping.traits', traits),
    ...under('mapping', { observedAt }),
    ...under('mapping.event.name', { column: name }),
    ...under('mapping.event', { occurredAt: event?.occurredAt, messageId: event?.messageId }),
    ...under('mapping.event.properties', event?.properties),
  ];
  return Object.fromEntries(entries);
}

const under = (prefix: string, columns: Readonly<Record<string, string | undefined>> = {}) =>
  Object.entries(columns).flatMap(([key, column]): [string, string][] =>
    column === undefined ? [] : [[`${prefix}.${key}`, column]],
  );

@ValidatorConstraint()
export class IsCsvMapping implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return mappingProblems(value).length === 0;
  }

  defaultMessage({ value }: ValidationArguments): string {
    return mappingProblems(value).join('; ');
  }
}

/** A sentence for each thing that is wrong with a mapping as written. */
function mappingProblems(raw: unknown): readonly string[] {
  if (!isMapping(raw)) return ['mapping must map columns, e.g. { identifiers: { email: E-mail } }'];
  const { identifiers, traits, observedAt, event, ...unknown } = raw;
  const isMixed = event !== undefined && (traits !== undefined || observedAt !== undefined);
  return [
    ...unknownProblems('mapping', unknown),
    ...identifierProblems(identifiers),
    ...columnsProblems('traits', traits),
    ...columnProblems('observedAt', observedAt),
    ...eventProblems(event),
    ...(isMixed ? ['traits and observedAt are for rows without event: leave them out'] : []),
  ];
}

function identifierProblems(raw: unknown): readonly string[] {
  if (!isMapping(raw) || Object.keys(raw).length === 0) {
    return [`identifiers must map at least one of ${IDENTIFIER_TYPES.join(', ')} to a column`];
  }
  const isKnown = (type: string) => IDENTIFIER_TYPES.some((known) => known === type);
  const unknown = Object.entries(raw).filter(([type]) => !isKnown(type));
  return [
    ...unknownProblems('identifiers', Object.fromEntries(unknown)),
    ...columnsProblems('identifiers', raw),
  ];
}

function eventProblems(raw: unknown): readonly string[] {
  if (raw === undefined) return [];
  if (!isMapping(raw)) return ['event must be a mapping with a name'];
  const { name, occurredAt, messageId, properties, ...unknown } = raw;
  return [
    ...unknownProblems('event', unknown),
    ...nameProblems(name),
    ...columnProblems('event.occurredAt', occurredAt),
    ...columnProblems('event.messageId', messageId),
    ...columnsProblems('event.properties', properties),
  ];
}

function nameProblems(raw: unknown): readonly string[] {
  const isColumn = isMapping(raw) && Object.keys(raw).join() === 'column' && isName(raw.column);
  const isLiteral = isName(raw) && raw.length <= MAX_EVENT_LENGTH;
  const problem = `event.name must be a name of at most ${MAX_EVENT_LENGTH} characters, or { column: … }`;
  return isColumn || isLiteral ? [] : [problem];
}

const unknownProblems = (where: string, unknown: object): readonly string[] =>
  Object.keys(unknown).map((name) => `${where} has no setting "${name}"`);

function columnsProblems(where: string, raw: unknown): readonly string[] {
  if (raw === undefined) return [];
  if (!isMapping(raw)) return [`${where} must map names to columns`];
  return Object.entries(raw).flatMap(([name, column]) =>
    columnProblems(`${where}.${name}`, column ?? null),
  );
}

const columnProblems = (where: string, raw: unknown): readonly string[] =>
  raw === undefined || isName(raw) ? [] : [`${where} must be the name of a column`];

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '';

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
