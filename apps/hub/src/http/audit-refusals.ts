import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { AuditService } from '../access/audit/audit.service.js';
import type { PrincipalRequest } from '../access/principal.js';
import { subjectOf } from './audit-subject.js';
import type { ApiRequest } from './exchange.js';

const REFUSED: ReadonlySet<number> = new Set([401, 403]);

/**
 * Enters into the audit log what somebody known was refused before it came to a controller: for want of a right, or because the key or
 * session has expired, or the request came from another page.
 */
export function auditRefusals(audit: AuditService) {
  const logger = new Logger('Audit');
  return (
    request: ApiRequest & PrincipalRequest,
    response: ServerResponse,
    next: () => void,
  ): void => {
    response.once('finish', () => {
      const who = request.principal ?? request.former;
      if (!who || request.isRefusalAudited || !REFUSED.has(response.statusCode)) return;
      const subject = subjectOf(request, response, who);
      audit.refuse(subject, response.statusCode).catch((error: unknown) => {
        logger.error({ msg: 'a refusal is not in the audit log', error });
      });
    });
    next();
  };
}
