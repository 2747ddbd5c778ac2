import type { Session } from '../../api/session';

export const ROLE_WORDS: Readonly<Record<Session['role'], string>> = {
  owner: 'everything, people and keys too',
  operator: 'connections, syncs, approvals',
  marketer: 'segments, and syncs to destinations that are open to them',
  viewer: 'looks, without personal data',
};

export const ROLES = Object.entries(ROLE_WORDS).map(([value, words]) => ({
  value,
  label: `${value.charAt(0).toUpperCase()}${value.slice(1)}: ${words}`,
}));
