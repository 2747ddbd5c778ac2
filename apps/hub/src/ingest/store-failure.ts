/**
 * Classes of SQLSTATE that blame the data, so that to try again is in vain: data exception, integrity constraint violation,
 * program limit exceeded. Everything else (connection, resources, shutdown) is the database's own trouble.
 *
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const DATA_CLASSES: ReadonlySet<string> = new Set(['22', '23', '54']);

/** What JavaScript and Prisma throw for values that they cannot turn into a statement. */
const DATA_ERRORS: ReadonlySet<string> = new Set([
  'RangeError',
  'TypeError',
  'PrismaClientValidationError',
]);

/** Whether a store failed for what is in the records, rather than for the state of the database. */
export function isRefusedData(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return DATA_CLASSES.has(state.slice(0, 2));
  return error instanceof Error && DATA_ERRORS.has(error.name);
}

/** Without the message, which may quote what was to be stored. */
export function describeFailure(error: unknown): string {
  const name = error instanceof Error ? error.name : 'error';
  const code = sqlStateOf(error) ?? field(error, 'code');
  return typeof code === 'string' ? `${name} ${code}` : name;
}

/** Where Prisma's driver adapters put it. */
function sqlStateOf(error: unknown): string | undefined {
  const cause = field(field(field(error, 'meta'), 'driverAdapterError'), 'cause');
  const code = field(cause, 'originalCode');
  return typeof code === 'string' ? code : undefined;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
