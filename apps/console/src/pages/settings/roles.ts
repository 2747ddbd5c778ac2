export const ROLES = [
  { value: 'owner', label: 'Owner: everything' },
  { value: 'operator', label: 'Operator: connections, syncs, runs, guards' },
  { value: 'marketer', label: 'Marketer: segments, and syncs of them' },
  { value: 'viewer', label: 'Viewer: looks, without personal data' },
] as const;

export type Role = (typeof ROLES)[number]['value'];
