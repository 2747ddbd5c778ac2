import { HttpException } from '@nestjs/common';
import { ConnectorError } from '@segue/sdk';
import { DemoDataError } from '../demo/demo-data-error.js';
import { FunnelError } from '../funnels/funnel-error.js';
import { LeaseLostError } from '../schedule/lease.repository.js';
import { HistoryRangeError, SegmentConflictError } from '../segments/segment-errors.js';
import { SegmentFailedError } from '../segments/explain/segment-failed-error.js';
import { RuleError } from '../segments/rules/rule-error.js';
import {
  TemplateDataError,
  TemplateParametersError,
} from '../segments/templates/template-errors.js';
import { RunConflictError } from '../runs/run-conflict-error.js';
import {
  DefinitionConflictError,
  DefinitionError,
  DestinationForbiddenError,
} from '../workspace/definition-errors.js';
import { NotFoundError } from '../status/not-found-error.js';
import { BlockedError, SegmentNotReadyError } from '../syncs/sync-errors.js';
import { describeAccessProblem } from './describe-access-problem.js';
import { InputError } from './input-error.js';
import type { ProblemKind } from './problem.js';

type Description = Pick<ProblemKind, 'code' | 'title' | 'detail'>;

/** What Nest and its body parser refuse. Their own messages may quote what was sent. */
const REFUSED: ReadonlyMap<number, Description> = new Map([
  [
    400,
    {
      code: 'REQUEST_MALFORMED',
      title: 'The request is malformed',
      detail: 'the body must be valid JSON, and the path validly percent-encoded',
    },
  ],
  [
    404,
    {
      code: 'ROUTE_UNKNOWN',
      title: 'There is no such route',
      detail: 'GET /api/openapi.json lists all routes',
    },
  ],
  [
    413,
    {
      code: 'BODY_TOO_LARGE',
      title: 'The body is too large',
      detail: 'a body may have at most 1 MiB',
    },
  ],
  [
    415,
    {
      code: 'BODY_TYPE_UNSUPPORTED',
      title: 'The body is not JSON',
      detail: 'send JSON in UTF-8, with the header Content-Type: application/json',
    },
  ],
]);

const INTERNAL: ProblemKind = {
  status: 500,
  code: 'INTERNAL',
  title: 'Something in the hub failed',
  detail: 'the log has more under this answer’s X-Request-Id',
};

/** What a caller is told of an error: nothing of a foreign one, whose message may hold personal data. */
export function describeProblem(error: unknown): ProblemKind {
  const own = describeAccessProblem(error) ?? describeOwn(error);
  if (own) return own;
  if (!(error instanceof HttpException)) return INTERNAL;
  const status = error.getStatus();
  const known = REFUSED.get(status);
  if (known) return { status, ...known };
  return status < 500 ? { ...REFUSED.get(400)!, status } : INTERNAL;
}

function describeOwn(error: unknown): ProblemKind | undefined {
  if (error instanceof InputError) {
    const { problems } = error;
    return { ...toKind(400, 'The input cannot be used', error), problems };
  }
  if (error instanceof RuleError) {
    const { problems } = error;
    return { ...toKind(422, 'The rule cannot be used', error), problems };
  }
  if (error instanceof DefinitionError) {
    const { problems } = error;
    return { ...toKind(422, 'The connection or sync cannot be used', error), problems };
  }
  if (error instanceof DefinitionConflictError) {
    const { location } = error;
    const kind = toKind(409, 'The connection or sync does not allow it', error);
    return location ? { ...kind, location } : kind;
  }
  if (error instanceof DestinationForbiddenError) {
    return toKind(403, 'Your role does not allow it', error);
  }
  if (error instanceof DemoDataError) return toKind(409, 'The hub is in use', error);
  if (error instanceof RunConflictError) return toKind(409, 'The run does not allow it', error);
  if (error instanceof FunnelError) {
    const { problems } = error;
    return { ...toKind(422, 'The funnel cannot be used', error), problems };
  }
  if (error instanceof TemplateParametersError) {
    const { problems } = error;
    return { ...toKind(400, 'The parameters cannot be used', error), problems };
  }
  if (error instanceof TemplateDataError) {
    return toKind(409, 'The data are not enough for the template', error);
  }
  if (error instanceof HistoryRangeError) return toKind(400, 'The input cannot be used', error);
  if (error instanceof SegmentConflictError) {
    return toKind(409, 'The segment does not allow it', error);
  }
  if (error instanceof NotFoundError) return toKind(404, 'There is no such thing', error);
  if (error instanceof BlockedError) return toKind(409, 'A guard stopped the run', error);
  if (error instanceof SegmentNotReadyError) {
    return toKind(409, 'The segment cannot be pushed now', error);
  }
  if (error instanceof SegmentFailedError) {
    return toKind(409, 'The segment cannot be evaluated', error);
  }
  if (error instanceof LeaseLostError) {
    return toKind(409, 'Another process does this work', error);
  }
  if (error instanceof ConnectorError) return toKind(502, 'A connection failed', error);
  return undefined;
}

const toKind = (
  status: number,
  title: string,
  { code, message }: { readonly code: string; readonly message: string },
): ProblemKind => ({ status, code, title, detail: message });
