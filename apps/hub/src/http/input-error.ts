import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

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

/**
 * A part of a body, checked as the pipe checks a whole one: for bodies with another part, such as a rule, that is read by
 * something better.
 *
 * @throws InputError
 */
export function checkInput<T extends object>(type: new () => T, json: object): T {
  const input = plainToInstance(type, json);
  const errors = validateSync(input, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw new InputError(problemsOf(errors));
  return input;
}

const problemsOf = (errors: readonly ValidationError[]) =>
  errors.flatMap(({ property, constraints = {} }) =>
    Object.values(constraints).map((message) => ({
      pointer: `/${property}`,
      // Those that segue.yaml has too say what it must be, and not of what.
      message: message.startsWith('must ') ? `${property} ${message}` : message,
    })),
  );
