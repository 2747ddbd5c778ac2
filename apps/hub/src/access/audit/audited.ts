import { SetMetadata } from '@nestjs/common';

const AUDITED = 'segue:audited';

/**
 * change: changes something although it is asked for with GET. question: changes nothing, although its method says so.
 * view: a stream that shows personal data to those who may see them.
 */
export type AuditedAs = 'change' | 'question' | 'view';

/** Tells the audit log what a route's method and answer do not. */
export const Audited = (as: AuditedAs) => SetMetadata<string, AuditedAs>(AUDITED, as);

export const auditedAs = (handler: object): AuditedAs | undefined =>
  Reflect.getMetadata(AUDITED, handler) as AuditedAs | undefined;
