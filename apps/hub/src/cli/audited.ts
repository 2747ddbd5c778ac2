import type { INestApplicationContext } from '@nestjs/common';
import type { AuditAction } from '../access/audit/audit-entry.js';
import { AuditTrail, type AuditNote } from '../access/audit/audit-trail.js';
import { AuditService } from '../access/audit/audit.service.js';
import { EXIT } from './exit.js';
import { withHub, type Environment } from './open-hub.js';

export interface AuditedCommand {
  readonly action: Exclude<AuditAction, 'refused'>;
  /** Such as `segue user add`. */
  readonly name: string;
  /** Kind and id, such as `segment:vip`, where they are known before. */
  readonly target?: string;
  /** Who does it, where they said so. */
  readonly by?: string;
}

/**
 * Opens the hub for a command that is in the audit log: what is looked at before it is shown; a change before it is made, and again
 * with what became of it.
 */
export function withAudited(
  { action, name, target, by = 'cli' }: AuditedCommand,
  file: string,
  env: Environment,
  work: (hub: INestApplicationContext) => Promise<number>,
): Promise<number> {
  const note: AuditNote = { target };
  const subject = () => ({
    ...({ actorKind: 'cli', actorId: null, actorName: by, route: name } as const),
    ...{ target: note.target ?? null, address: null, userAgent: null, requestId: null },
  });
  const outcome = (status: number) => {
    const { before = null, after = null } = note;
    return { action, status, before, after };
  };
  return withHub(file, env, async (hub) => {
    const audit = hub.get(AuditService);
    if (action !== 'change') {
      await audit.record(subject(), outcome(EXIT.ok));
      return work(hub);
    }
    const begun = await audit.begin(subject());
    const begin = () => Promise.resolve();
    let code: number = EXIT.unusable;
    try {
      code = await hub.get(AuditTrail).collect({ note, begin }, () => work(hub));
      return code;
    } finally {
      await audit.record(subject(), outcome(code), begun);
    }
  });
}
