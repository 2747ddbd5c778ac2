import { ValidationPipe, type ValidationError } from '@nestjs/common';

/** What the caller sent cannot be used. */
export class InputError extends Error {
  readonly code = 'INPUT_INVALID';

  /** @param problems at least one; their messages quote no values */
  constructor(
    readonly problems: readonly { readonly pointer: string; readonly message: string }[],
  ) {
    super(problems.map(({ message }) => message).join('; '));
    this.name = 'InputError';
  }
}

/** Checks path, query and body against their classes. What these do not have is refused: it may be a misspelt option. */
export const createInputPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => new InputError(problemsOf(errors)),
  });

const problemsOf = (errors: readonly ValidationError[]) =>
  errors.flatMap(({ property, constraints = {} }) =>
    Object.values(constraints).map((message) => ({ pointer: `/${property}`, message })),
  );
