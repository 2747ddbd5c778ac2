import {
  Injectable,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { lastValueFrom, of, type Observable } from 'rxjs';
import type { AuditAction, AuditSubject } from '../access/audit/audit-entry.js';
import { auditedAs } from '../access/audit/audited.js';
import { AuditTrail, type AuditNote } from '../access/audit/audit-trail.js';
import { AuditService } from '../access/audit/audit.service.js';
import { declaredOn } from '../access/needs.js';
import type { PrincipalRequest } from '../access/principal.js';
import { hasRight } from '../access/right.js';
import { answerClassOf, hasPersonalData } from './answer-class.js';
import { subjectOf } from './audit-subject.js';
import { describeProblem } from './describe-problem.js';
import type { ApiRequest } from './exchange.js';
import { isSafe } from './request-origin.js';

type Request = ApiRequest & PrincipalRequest & { readonly body?: unknown };

interface Exchange {
  readonly request: Request;
  readonly response: ServerResponse;
  readonly note: AuditNote;
}

/** Failures of somebody who tries to get in, or to do what they may not. */
const REFUSED: ReadonlySet<number> = new Set([401, 403, 429]);
/** Where Nest keeps that a method answers with server-sent events. */
const SSE = '__sse__';

/**
 * Enters into the audit log each change before it is made, and then what became of it; and each view or export of personal data,
 * before its answer goes out: nothing is changed, and nobody sees, what the log does not know of.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly audit: AuditService,
    private readonly trail: AuditTrail,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const handler = context.getHandler();
    const exchange: Exchange = {
      request: http.getRequest<Request>(),
      response: http.getResponse<ServerResponse>(),
      note: {},
    };
    if (Reflect.getMetadata(SSE, handler)) {
      // It has no end: entered as it begins.
      await this.look(exchange, actionOf(exchange.request, handler, undefined));
      return next.handle();
    }
    const work = (): Promise<unknown> => lastValueFrom(next.handle(), { defaultValue: undefined });
    if (changes(exchange.request.method ?? '', handler)) {
      const isPublic = declaredOn(handler, context.getClass()) === 'public';
      return of(await this.change(exchange, isPublic, work));
    }
    const answer = await work();
    exchange.note.target = profileOf(answer);
    await this.look(exchange, actionOf(exchange.request, handler, answer));
    return of(answer);
  }

  /** @param isPublic whether the service itself says when it begins to change something */
  private async change(
    exchange: Exchange,
    isPublic: boolean,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    const { note } = exchange;
    let begun: bigint | undefined;
    const begin = async (): Promise<void> => {
      begun ??= await this.audit.begin(this.subject(exchange));
    };
    if (!isPublic) await begin();
    let answer: unknown;
    try {
      answer = await this.trail.collect({ note, begin }, work);
    } catch (error) {
      await this.close(exchange, begun, describeProblem(error).status);
      throw error;
    }
    await this.close(exchange, begun, note.status ?? exchange.response.statusCode);
    return answer;
  }

  /** How a change ended, which may be that somebody unknown did not get as far as to begin one. */
  private async close(
    exchange: Exchange,
    begun: bigint | undefined,
    status: number,
  ): Promise<void> {
    const isRefused = REFUSED.has(status);
    if (isRefused) exchange.request.isRefusalAudited = true;
    const subject = this.subject(exchange);
    if (begun === undefined && isRefused) return this.audit.refuse(subject, status);
    if (begun === undefined && status >= 400) return;
    const { before = null, after = null } = exchange.note;
    const action = isRefused ? 'refused' : 'change';
    await this.audit.record(subject, { action, status, before, after }, begun);
  }

  private async look(exchange: Exchange, action: AuditAction | undefined): Promise<void> {
    if (!action) return;
    const { request, response } = exchange;
    const outcome = { action, status: response.statusCode, before: null, after: null };
    const subject = this.subject(exchange);
    if (action === 'view') await this.audit.view(subject, outcome, questionOf(request));
    else await this.audit.record(subject, outcome);
  }

  private subject({ request, response, note }: Exchange): AuditSubject {
    const subject = subjectOf(request, response);
    return { ...subject, target: note.target ?? subject.target };
  }
}

/** Where nothing is declared, each request whose method is not safe. */
function changes(method: string, handler: object): boolean {
  const as = auditedAs(handler);
  return as === undefined ? !isSafe(method) : as === 'change';
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

/** The same for the same question; as a hash, since it may have an identifier of a person, which is not to stay in memory. */
const questionOf = ({ method, originalUrl, body }: Request): string =>
  createHash('sha256')
    .update(JSON.stringify([method, originalUrl, body ?? null]))
    .digest('base64url');
