import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { Right } from './right.js';

const NEEDS = 'segue:needs';

/** What a route declares: rights, all of which it needs, or that anybody may use it. */
export type Declared = readonly Right[] | 'public';

const problem = (status: number, description: string) =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });

/** The rights that a route, or each route of a controller, needs. One without this or `@Public()` is closed. */
export const Needs = (...rights: readonly [Right, ...Right[]]) =>
  applyDecorators(
    SetMetadata<string, Declared>(NEEDS, rights),
    problem(401, 'Nobody known asks'),
    problem(403, `The role does not have the right ${rights.join(', ')}`),
  );

/** A route that needs nobody to be known. */
export const Public = () => SetMetadata<string, Declared>(NEEDS, 'public');

/** A method's own declaration, else that of its controller. */
export const declaredOn = (method: object, controller: object): Declared | undefined =>
  (Reflect.getMetadata(NEEDS, method) ?? Reflect.getMetadata(NEEDS, controller)) as
    Declared | undefined;
