import type { ServerResponse } from 'node:http';
import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { SignInThrottledError, TooManyRequestsError } from '../access/access-errors.js';
import { describeProblem } from './describe-problem.js';
import { sendProblem, toProblem } from './problem.js';

/** Every error of the API as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const kind = describeProblem(error);
    if (kind.status >= 500) {
      const requestId = response.getHeader('X-Request-Id');
      this.logger.error({ msg: 'request failed', code: kind.code, requestId, error });
    }
    // Too late for another answer: the client has to see that this one is not whole.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof SignInThrottledError || error instanceof TooManyRequestsError) {
      response.setHeader('Retry-After', Math.ceil(error.retryAfterMs / 1000));
    }
    sendProblem(response, toProblem(kind));
  }
}
