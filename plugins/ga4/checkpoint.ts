/** Where a pass over everything is. Without a position the next read starts a new pass. */
export interface Checkpoint {
  readonly position?: AudiencePosition | ReportPosition;
}

/** Every audience with a smaller id is read; of this one, the rows before `offset` of this export. */
export interface AudiencePosition {
  readonly stream: 'audiences';
  readonly audienceId: string;
  readonly exportName: string;
  readonly offset: number;
}

/** All audiences are read, and the rows before `offset` of the report as it is on this day. */
export interface ReportPosition {
  readonly stream: 'users';
  /** `2026-01-15`, in the property's time zone. */
  readonly day: string;
  readonly offset: number;
}
