export type AuditAction = 'change' | 'view' | 'export';

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
  /** HTTP status of the answer; 0 of a command. */
  readonly status: number;
  readonly before: object | null;
  readonly after: object | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

export interface AuditEntry extends NewAuditEntry {
  readonly seq: string;
}
