import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { InputError } from './input-error.js';

export const ACTOR_HEADER = 'x-segue-actor';
const MOST_CHARACTERS = 100;
const DEFAULT_ACTOR = 'api';

/** Documents the header that says who asks for a change. */
export const ApiActor = () =>
  applyDecorators(
    ApiHeader({
      name: 'X-Segue-Actor',
      required: false,
      description: `Who changes it, as the history is to name them; \`${DEFAULT_ACTOR}\` without it`,
    }),
  );

/** @throws InputError for a name that is too long */
export function actorFrom(header: string | undefined): string {
  const name = header?.trim() ?? '';
  if (name.length > MOST_CHARACTERS) {
    const message = `X-Segue-Actor must have at most ${MOST_CHARACTERS} characters`;
    throw new InputError([{ pointer: '', message }]);
  }
  return name === '' ? DEFAULT_ACTOR : name;
}
