/** Where a page of runs ended. */
export interface RunPosition {
  readonly startedAt: Date;
  readonly id: string;
}

/** `ms.id` */
export const RUN_CURSOR = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Undefined for the first page. */
export function parseRunCursor(after: string | undefined): RunPosition | undefined {
  const [, ms, id] = RUN_CURSOR.exec(after ?? '') ?? [];
  return ms === undefined || id === undefined ? undefined : { startedAt: new Date(Number(ms)), id };
}

export const toRunCursor = ({ startedAt, id }: RunPosition): string =>
  `${startedAt.getTime()}.${id}`;
