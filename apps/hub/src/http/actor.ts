import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { UnauthenticatedError } from '../access/access-errors.js';
import { principalOf, type Principal } from '../access/principal.js';
import { InputError } from './input-error.js';

export const ACTOR_HEADER = 'x-segue-actor';
const MOST_CHARACTERS = 100;

/** Documents the header that says on whose behalf a machine asks for a change. */
export const ApiActor = () =>
  applyDecorators(
    ApiHeader({
      name: 'X-Segue-Actor',
      required: false,
      description:
        'On whose behalf the holder of `SEGUE_API_KEY` asks, as the history is to name them; `api` without it. Others act under their own name',
    }),
  );

/** Hands to a controller's method the name under which the history keeps a change. */
export const Actor = createParamDecorator<unknown>((_data, context: ExecutionContext): string => {
  const principal = principalOf(context);
  if (!principal) throw new UnauthenticatedError();
  const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
  return actorFor(principal, headers[ACTOR_HEADER]);
});

/** @throws InputError for a name that is too long */
export function actorFor({ kind, name }: Principal, header: unknown): string {
  if (kind !== 'machine') return name;
  const given = typeof header === 'string' ? header.trim() : '';
  if (given.length > MOST_CHARACTERS) {
    const message = `X-Segue-Actor must have at most ${MOST_CHARACTERS} characters`;
    throw new InputError([{ pointer: '', message }]);
  }
  return given === '' ? name : given;
}
