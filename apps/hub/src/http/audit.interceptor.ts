import {
  Injectable,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { lastValueFrom, of, type Observable } from 'rxjs';
import type { AuditAction } from '../access/audit/audit-entry.js';
import { auditedAs } from '../access/audit/audited.js';
import { AuditTrail, type AuditNote } from '../access/audit/audit-trail.js';
import { AuditService } from '../access/audit/audit.service.js';
import { declaredOn } from '../access/needs.js';
import type { PrincipalRequest } from '../access/principal.js';
import { hasRight, type Right } from '../access/right.js';
import { ACTOR_HEADER, actorFor } from './actor.js';
import { answerClassOf, hasPersonalData } from './answer-class.js';
import { describeProblem } from './describe-problem.js';
import type { ApiRequest } from './exchange.js';
import { isSafe } from './request-origin.js';

type Request = ApiRequest & PrincipalRequest;

/** Rights with which nothing is changed. */
const LOOKING: ReadonlySet<Right> = new Set([
  'view',
  'personal:read',
  'personal:export',
  'audit:read',
]);
/** Failures of somebody who tries to get in, or to do what they may not. */
const REFUSED: ReadonlySet<number> = new Set([401, 403, 429]);
/** Where Nest keeps that a method answers with server-sent events. */
const SSE = '__sse__';

/**
 * Enters into the audit log each change, and each view or export of personal data, before its answer goes out: nobody sees
 * what the log does not know of.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly audit: AuditService,
    private readonly trail: AuditTrail,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const exchange = context.switchToHttp();
    const request = exchange.getRequest<Request>();
    const handler = context.getHandler();
    const isChange = changes(request.method ?? '', handler, context.getClass());
    const note: AuditNote = {};
    const record = (action: AuditAction, status: number) =>
      this.record(request, exchange.getResponse<ServerResponse>(), { action, status, note });
    if (Reflect.getMetadata(SSE, handler)) {
      // It has no end: entered as it begins.
      const action = actionOf(request, handler, undefined);
      if (action) await record(action, exchange.getResponse<ServerResponse>().statusCode);
      return next.handle();
    }
    let answer: unknown;
    try {
      answer = await this.trail.collect(note, () =>
        lastValueFrom(next.handle(), { defaultValue: undefined }),
      );
    } catch (error) {
      const { status } = describeProblem(error);
      if (isChange && REFUSED.has(status)) await record('change', status);
      throw error;
    }
    const action = isChange ? 'change' : actionOf(request, handler, answer);
    note.target ??= profileOf(answer);
    if (action) await record(action, exchange.getResponse<ServerResponse>().statusCode);
    return of(answer);
  }

  private async record(
    request: Request,
    response: ServerResponse,
    { action, status, note }: { action: AuditAction; status: number; note: AuditNote },
  ): Promise<void> {
    const { principal, method = '', route, originalUrl, headers, ip } = request;
    await this.audit.record({
      actorKind: principal?.kind ?? 'none',
      actorId: principal?.id ?? null,
      actorName: principal ? actorFor(principal, headers[ACTOR_HEADER]) : '',
      action,
      route: `${method} ${typeof route?.path === 'string' ? route.path : ''}`,
      target: note.target ?? shownPath(originalUrl),
      status,
      before: note.before ?? null,
      after: note.after ?? null,
      address: ip ?? null,
      userAgent: headers['user-agent'] ?? null,
      requestId: String(response.getHeader('X-Request-Id') ?? '') || null,
    });
  }
}

/** A request that is not safe, unless all it needs are rights to look: then it is a question with a long body. */
function changes(method: string, handler: object, controller: object): boolean {
  const as = auditedAs(handler);
  if (as !== undefined) return as === 'change';
  if (isSafe(method)) return false;
  const declared = declaredOn(handler, controller);
  if (method === 'DELETE' || declared === undefined || declared === 'public') return true;
  return !declared.every((right) => LOOKING.has(right));
}

/** Undefined where nobody's data are shown. */
function actionOf(
  { principal }: Request,
  handler: object,
  answer: unknown,
): AuditAction | undefined {
  if (answer instanceof StreamableFile) return 'export';
  const type = answerClassOf(handler);
  const isPersonal = type ? hasPersonalData(type) : auditedAs(handler) === 'view';
  const isClear = principal !== undefined && hasRight(principal.role, 'personal:read');
  return isClear && isPersonal ? 'view' : undefined;
}

function profileOf(answer: unknown): string | undefined {
  const id: unknown =
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'profileId') : undefined;
  return typeof id === 'string' ? `profile:${id}` : undefined;
}

/** Without the query, and without what may be the identifier of a person. */
const shownPath = (url: string): string =>
  url
    .replace(/\?.*$/s, '')
    .split('/')
    .map((part) => (/^[\w.~-]*$/.test(part) ? part : '…'))
    .join('/');
