import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { principalOf } from '../access/principal.js';
import { hasRight } from '../access/right.js';
import { answerClassOf, hasPersonalData, hasWritten, withoutPersonalData } from './answer-class.js';

/** Masks what is `@Personal()` or `@Written()` in answers to those who may not see it. Files and streams need a right of their own. */
@Injectable()
export class PersonalInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const principal = principalOf(context);
    const type = answerClassOf(context.getHandler());
    const isClear = principal !== undefined && hasRight(principal.role, 'personal:read');
    if (isClear || !type || !(hasPersonalData(type) || hasWritten(type))) return next.handle();
    return next.handle().pipe(map((answer) => withoutPersonalData(type, answer)));
  }
}
