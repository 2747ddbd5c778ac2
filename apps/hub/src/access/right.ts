/** What somebody may do. Each route of the API names those that it needs. */
export const RIGHTS = [
  /** Lists, sizes, status and runs, without the values of persons. */
  'view',
  /** Identifiers, traits and events of persons in clear; without it they are masked. */
  'personal:read',
  /** Many persons at once, to be taken elsewhere: files and streams. */
  'personal:export',
  'segments:write',
  'syncs:write',
  'connections:write',
  'runs:start',
  /** Sends what a guard would stop. */
  'runs:approve',
  'settings:write',
  /** Users and API keys. */
  'access:write',
  'audit:read',
] as const;

export type Right = (typeof RIGHTS)[number];

export const ROLES = ['owner', 'operator', 'marketer', 'viewer'] as const;

export type Role = (typeof ROLES)[number];

const RIGHTS_OF: Readonly<Record<Role, readonly Right[]>> = {
  owner: RIGHTS,
  operator: [
    'view',
    'personal:read',
    'personal:export',
    'connections:write',
    'syncs:write',
    'runs:start',
    'runs:approve',
    'settings:write',
  ],
  marketer: [
    'view',
    'personal:read',
    'personal:export',
    'segments:write',
    'syncs:write',
    'runs:start',
  ],
  viewer: ['view'],
};

export const rightsOf = (role: Role): readonly Right[] => RIGHTS_OF[role];

export const hasRight = (role: Role, right: Right): boolean => RIGHTS_OF[role].includes(right);
