import { isNestedTooDeep } from '@segue/sdk';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { IncomingMessage } from 'node:http';
import type { ApiRequest, Middleware } from './exchange.js';
import { sendProblem, toProblem } from './problem.js';

const MOST_LEVELS = 100;
/** Of one object. What comes after compares each key with those before it. */
const MOST_KEYS = 2_000;
const API = /^\/api(?:[/?]|$)/i;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i;

/** Parses JSON for the API alone: sources that push need the bytes, which signatures are made over. */
export function parseJsonBodies(app: NestExpressApplication): void {
  app.use('/api', refuseOtherTypes);
  app.useBodyParser('json', {
    limit: '1mb',
    type: (request: IncomingMessage) => API.test((request as ApiRequest).originalUrl),
  });
  app.use('/api', refuseUnusable);
}

interface Refusal {
  readonly applies: (body: unknown) => boolean;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** The first goes before the others, which go into depth by recursion, as does what comes after. */
const REFUSALS: readonly Refusal[] = [
  {
    applies: (body) => isNestedTooDeep(body, MOST_LEVELS),
    code: 'BODY_TOO_DEEP',
    title: 'The body is nested too deep',
    detail: `a body may have at most ${MOST_LEVELS} levels`,
  },
  {
    applies: isWide,
    code: 'BODY_TOO_WIDE',
    title: 'An object of the body has too many keys',
    detail: `an object may have at most ${MOST_KEYS} keys`,
  },
  {
    applies: hasNul,
    code: 'INPUT_INVALID',
    title: 'The input cannot be used',
    detail: 'the body has the character U+0000, which no text may have',
  },
];

const refuseUnusable: Middleware = (request, response, next) => {
  const { body } = request as { body?: unknown };
  const refusal = REFUSALS.find(({ applies }) => applies(body));
  if (!refusal) return next();
  const { code, title, detail } = refusal;
  sendProblem(response, toProblem({ status: 400, code, title, detail }));
};

function isWide(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const parts = Object.values(value);
  return (!Array.isArray(value) && parts.length > MOST_KEYS) || parts.some(isWide);
}

/** No text of the database can hold one. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || hasNul(inner));
}

/** What is no JSON is refused rather than ignored: the rest of such a request would mean "everything". */
const refuseOtherTypes: Middleware = ({ headers }, response, next) => {
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody || JSON_TYPE.test(headers['content-type'] ?? '')) return next();
  const detail = 'send JSON with the header Content-Type: application/json';
  sendProblem(
    response,
    toProblem({
      status: 415,
      code: 'BODY_TYPE_UNSUPPORTED',
      title: 'The body is not JSON',
      detail,
    }),
  );
};
