import type { Role } from '../access/right.js';
import type { ConnectionConfig } from '../config/config.js';
import { DestinationForbiddenError } from './definition-errors.js';

/** Whether a role that may make syncs may make them to this destination. Owners always may. */
export const maySyncTo = (
  role: Role,
  { syncRoles }: Pick<ConnectionConfig, 'syncRoles'>,
): boolean => role === 'owner' || !syncRoles || syncRoles.some((other) => other === role);

/** @throws DestinationForbiddenError */
export function requireDestination(
  role: Role,
  connection: Pick<ConnectionConfig, 'id' | 'syncRoles'>,
): void {
  if (!maySyncTo(role, connection)) throw new DestinationForbiddenError(role, connection.id);
}
