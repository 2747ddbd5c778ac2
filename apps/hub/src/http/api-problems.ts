import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

const DESCRIPTIONS = {
  400: 'The input cannot be used',
  401: 'Nobody known asks',
  404: 'There is no such thing',
  409: 'Not in the present state',
  410: 'It was used up, or is too old',
  422: 'The rule, or something like it, cannot be used',
  429: 'Too many attempts',
} as const;

/** Documents the problems that a route answers with. */
export const ApiProblems = (...statuses: readonly (keyof typeof DESCRIPTIONS)[]) =>
  applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      }),
    ),
  );
