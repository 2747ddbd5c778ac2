import { Prisma } from '../../database/database.js';
import { type EventNames, type PropertyRoot, type Where } from '../rules/rule.js';
import { compileCondition } from './compile-condition.js';
import { type CompileContext, inScope } from './compile-context.js';
import { nowOf } from './compile-time.js';
import { compileTree } from './compile-tree.js';

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
  ...inScope(Prisma.sql`e`, context),
  Prisma.sql`e.occurred_at <= ${nowOf(context)}`,
  ...filterEvents(filter, context),
];

/** Of a filter alone: without the scope and the future. */
export function filterEvents({ names, where }: EventFilter, context: CompileContext): Prisma.Sql[] {
  return [
    ...(names === 'any' ? [] : [hasName(names)]),
    ...(where ? [compileWhere(where, context)] : []),
  ];
}

const hasName = (names: readonly string[]): Prisma.Sql =>
  names.length === 1
    ? Prisma.sql`e.name = ${names[0]}::text`
    : Prisma.sql`e.name = ANY(${[...names]}::text[])`;

export const compileWhere = (where: Where, context: CompileContext): Prisma.Sql =>
  compileTree(where, ({ root, condition }) =>
    compileCondition(condition, documentOf(root), context),
  );
