import { Prisma } from '../../database/database.js';
import {
  type EventNames,
  type PropertyPath,
  type PropertyRoot,
  type Where,
} from '../rules/rule.js';
import { compileCondition } from './compile-condition.js';
import { type CompileContext } from './compile-context.js';
import { nowOf } from './compile-time.js';
import { compileTree } from './compile-tree.js';
import { valueAt } from './compile-value.js';

/** Which events a leaf or a step is about, whenever they were. */
export interface EventFilter {
  readonly names: EventNames;
  readonly where?: Where | undefined;
}

const DOCUMENTS: Readonly<Record<PropertyRoot, Prisma.Sql>> = {
  properties: Prisma.sql`e.properties`,
  context: Prisma.sql`e.context`,
};

export const documentOf = (root: PropertyRoot): Prisma.Sql => DOCUMENTS[root];

/** The conditions on `event e` for the events that a filter lets through; a future event is none yet. */
export const eventRows = (filter: EventFilter, context: CompileContext): readonly Prisma.Sql[] => [
  Prisma.sql`e.occurred_at <= ${nowOf(context)}`,
  ...filterEvents(filter, context),
];

/** Of a filter alone: without the future. */
export function filterEvents({ names, where }: EventFilter, context: CompileContext): Prisma.Sql[] {
  return [
    ...(names === 'any' ? [] : [hasName(names)]),
    ...(where ? [compileWhere(where, names, context)] : []),
  ];
}

/** Of any name: where all names are known, an index that begins with the name finds the events of a time. */
export const listedNames = ({
  from,
  catalog,
}: Pick<CompileContext, 'from' | 'catalog'>): readonly Prisma.Sql[] =>
  !from && catalog?.hasAllNames
    ? [Prisma.sql`e.name IN (SELECT l.name FROM event_property l WHERE l.path = '')`]
    : [];

const hasName = (names: readonly string[]): Prisma.Sql =>
  names.length === 1
    ? Prisma.sql`e.name = ${names[0]}::text`
    : Prisma.sql`e.name = ANY(${[...names]}::text[])`;

export const compileWhere = (
  where: Where,
  names: EventNames,
  context: CompileContext,
): Prisma.Sql =>
  compileTree(where, ({ root, condition }) =>
    compileCondition(condition, documentOf(root), context, {
      number: numberAt({ root, path: condition.path }, names, context),
    }),
  );

/**
 * A property of `event e` as a number: from `e.numbers`, which an index holds, where all events of these names keep it
 * there, else from the JSON document, which takes ten times as long.
 */
export function numberAt(
  { root, path }: PropertyPath,
  names: EventNames,
  { catalog }: CompileContext,
): Prisma.Sql {
  const [key] = path;
  const isListed = root === 'properties' && path.length === 1 && names !== 'any';
  const places = isListed ? names.map((name) => catalog?.slotOf(name, toPath(key!))) : [undefined];
  if (places.includes(undefined))
    return Prisma.sql`segue_number(${valueAt(documentOf(root), path)})`;
  const [first] = places;
  if (places.every((slot) => slot === first)) return Prisma.sql`e.numbers[${first}::int]`;
  const cases = (names as readonly string[]).map(
    (name, index) => Prisma.sql`WHEN ${name}::text THEN e.numbers[${places[index]}::int]`,
  );
  return Prisma.sql`CASE e.name ${Prisma.join(cases, ' ')} END`;
}

/** Whether a condition on `event e` reads more than the index on names and times holds. */
export const readsDocument = ({ text }: Prisma.Sql): boolean =>
  /\be\.(properties|context|message_id)\b/.test(text);

/** A key as rules write it. */
const toPath = (key: string): string => key.replaceAll('.', '\\.');
