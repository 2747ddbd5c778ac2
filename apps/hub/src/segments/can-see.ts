import type { Viewer } from '../access/viewer.js';
import type { Shelf } from './segment.js';

/** Who sees a segment beside its owner and the owners of the workspace. */
export type Audience = Pick<Shelf, 'owner' | 'visibility' | 'visibleTo'>;

/** @param viewer  undefined: the hub itself, which sees everything */
export function canSee(viewer: Viewer | undefined, segment: Audience): boolean {
  if (viewer === undefined || segment.visibility === 'shared') return true;
  if (viewer === 'nobody') return false;
  if (viewer.role === 'owner' || segment.owner?.id === viewer.id) return true;
  return segment.visibility === 'roles' && segment.visibleTo.includes(viewer.role);
}

/** Whoever sees one segment must see those that its rule refers to: else it says something that they cannot read. */
export function isSeenByAllOf(referred: Audience, by: Audience): boolean {
  if (referred.visibility === 'shared') return true;
  if (by.visibility === 'shared') return false;
  if (referred.visibility === 'personal') {
    return by.visibility === 'personal' && by.owner?.id === referred.owner?.id;
  }
  // Whether the owner of a personal one has one of the roles was seen when it was saved.
  if (by.visibility === 'personal') return true;
  return by.visibleTo.every((role) => role === 'owner' || referred.visibleTo.includes(role));
}

/** Who of those who see one segment also see another one, which is for roles. */
export function narrowedTo(
  referred: Audience,
  by: Audience,
): Pick<Audience, 'visibility' | 'visibleTo'> {
  const roles =
    by.visibility === 'shared'
      ? referred.visibleTo
      : by.visibleTo.filter((role) => referred.visibleTo.includes(role));
  return { visibility: 'roles', visibleTo: roles.length > 0 ? roles : ['owner'] };
}
