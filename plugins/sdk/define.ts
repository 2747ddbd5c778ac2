import type {
  AudienceDestination,
  Connector,
  NotificationDestination,
  Source,
} from './connector.js';
import { ContractError } from './errors.js';

const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** @throws ContractError when the value cannot be a source: told at load time, not at night */
export function defineSource<S extends object, State = never>(
  source: Omit<Source<S, State>, 'kind'>,
): Source<S, State> {
  checkConnector(source);
  if (!source.read && !source.push) {
    throw new ContractError(`source "${source.key}" has neither read nor push`);
  }
  return Object.freeze({ ...source, kind: 'source' as const });
}

/** @throws ContractError when the value cannot be a destination */
export function defineDestination<S extends object, A extends object>(
  destination: Omit<AudienceDestination<S, A>, 'kind'>,
): AudienceDestination<S, A>;
export function defineDestination<S extends object, A extends object>(
  destination: Omit<NotificationDestination<S, A>, 'kind'>,
): NotificationDestination<S, A>;
export function defineDestination<S extends object, A extends object>(
  destination:
    Omit<AudienceDestination<S, A>, 'kind'> | Omit<NotificationDestination<S, A>, 'kind'>,
): AudienceDestination<S, A> | NotificationDestination<S, A> {
  checkConnector(destination);
  if (typeof destination.audience !== 'function') {
    throw new ContractError(`destination "${destination.key}": audience must be a class`);
  }
  if ('write' in destination === 'notify' in destination) {
    throw new ContractError(`destination "${destination.key}" needs either write or notify`);
  }
  if ('write' in destination) checkAudienceDestination(destination);
  return Object.freeze({ ...destination, kind: 'destination' as const });
}

/** The types say all of this; a plugin in JavaScript has none. */
function checkConnector({
  key,
  settings,
  check,
}: Pick<Connector<object>, 'key'> & { settings: unknown; check: unknown }): void {
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new ContractError(`connector key "${key}" must be kebab-case`);
  }
  if (typeof settings !== 'function') {
    throw new ContractError(`connector "${key}": settings must be a class`);
  }
  if (typeof check !== 'function') {
    throw new ContractError(`connector "${key}": check must be a function`);
  }
}

function checkAudienceDestination({
  key,
  limits,
  ensureAudience,
}: Pick<AudienceDestination<object, object>, 'key'> & {
  limits?: { rowsPerCall?: number };
  ensureAudience: unknown;
}): void {
  const rows = limits?.rowsPerCall;
  if (rows === undefined || !Number.isInteger(rows) || rows < 1) {
    throw new ContractError(`destination "${key}": limits.rowsPerCall must be 1 or more`);
  }
  if (typeof ensureAudience !== 'function') {
    throw new ContractError(`destination "${key}": ensureAudience must be a function`);
  }
}
