import type { OidcConfig } from '../../config/config.js';
import { ROLES, type Role } from '../right.js';

/**
 * The role of who has these claims: of several that fit, the one that comes first in `ROLES`, which may do the most.
 *
 * @returns undefined for who has none
 */
export function roleFrom(
  claims: Readonly<Record<string, unknown>>,
  { roleClaim, roles }: Pick<OidcConfig, 'roleClaim' | 'roles'>,
): Role | undefined {
  const claim = claims[roleClaim];
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const fitting = roles.filter(([value]) => values.includes(value)).map(([, role]) => role);
  return ROLES.find((role) => fitting.includes(role));
}
