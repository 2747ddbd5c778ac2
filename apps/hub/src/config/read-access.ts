import { isIP } from 'node:net';
import { ROLES, type Role } from '../access/right.js';
import { AccessFile, OidcFile } from './access-file.js';
import type { AccessConfig, OidcConfig } from './config.js';
import { readShape } from './read-shape.js';
import type { Path, Report } from './report.js';

const NETWORK_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

export function readAccess(json: unknown, report: Report): { access?: AccessConfig } {
  if (json === undefined) return {};
  const file = readShape(AccessFile, json, ['access'], report);
  if (file?.oidc === undefined) return {};
  const oidc = readOidc(file.oidc, ['access', 'oidc'], report);
  return oidc ? { access: { oidc } } : {};
}

function readOidc(json: unknown, path: Path, report: Report): OidcConfig | undefined {
  const file = readShape(OidcFile, json, path, report);
  if (!file) return undefined;
  const { roles = {}, ...rest } = file;
  for (const [value, role] of Object.entries(roles)) {
    if (isRole(role)) continue;
    report.refuse([...path, 'roles', value], `must be one of ${ROLES.join(', ')}`);
  }
  return {
    ...rest,
    roles: Object.entries(roles).filter((entry): entry is [string, Role] => isRole(entry[1])),
  };
}

const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

/** Of an address, or a network, whose word is taken on where a request came from. */
export function findProxyProblem(text: string): string | undefined {
  const [address = '', bits] = text.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  const isNetwork =
    isIP(address) > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
  if (isNetwork || NETWORK_NAMES.includes(text)) return undefined;
  return `must be an address or a network, such as 10.0.0.0/8, or one of ${NETWORK_NAMES.join(', ')}`;
}
