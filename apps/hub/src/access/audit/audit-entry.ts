/** refused: somebody tried what they may not do, or to be somebody they are not. */
export const AUDIT_ACTIONS = ['change', 'view', 'export', 'refused'] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface NewAuditEntry {
  readonly at: Date;
  readonly actorKind: 'user' | 'key' | 'machine' | 'cli' | 'none';
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: AuditAction;
  /** Such as `PATCH /api/segments/:key`, or `segue user add`. */
  readonly route: string;
  /** Such as `segment:vip`, or the path that was asked for. */
  readonly target: string | null;
  /** HTTP status of the answer, or exit code of a command; null of a change that has begun. */
  readonly status: number | null;
  readonly before: object | null;
  readonly after: object | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  /** How many of the same it stands for. */
  readonly count: number;
  /** The entry of the same change when it had begun. */
  readonly completes: bigint | null;
}

export interface AuditEntry extends Omit<NewAuditEntry, 'completes'> {
  readonly seq: string;
}

/** What is known of who does something, and of what, before it is done. */
export type AuditSubject = Pick<
  NewAuditEntry,
  'actorKind' | 'actorId' | 'actorName' | 'route' | 'target' | 'address' | 'userAgent' | 'requestId'
>;

/** What is known when it is done. */
export type AuditOutcome = Pick<NewAuditEntry, 'action' | 'status' | 'before' | 'after'>;
