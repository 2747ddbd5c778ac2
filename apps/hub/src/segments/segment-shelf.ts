import { currentViewer } from '../access/viewer.js';
import { canSee, isSeenByAllOf, narrowedTo } from './can-see.js';
import { SegmentConflictError } from './segment-errors.js';
import { referencesOf } from './segment-references.js';
import type { SegmentOwner } from './segment-owners.service.js';
import type { PushingSync } from './segment.repository.js';
import type { Shelf, StoredSegment } from './segment.js';

/** Of those of the file, and of what is made without saying more. */
export const OPEN_SHELF: Shelf = {
  ...{ owner: null, tags: [], folder: null, visibility: 'shared', visibleTo: [] },
};

export type GivenShelf = Partial<Omit<Shelf, 'owner'>>;

/** What somebody else's copy of a segment keeps. */
export const shelfOf = ({ tags, folder, visibility, visibleTo }: Shelf): GivenShelf => ({
  ...{ tags, folder, visibility, visibleTo },
});

/** It is whoever makes it who owns it; nobody, where that is the command line. */
export const newShelf = (given: GivenShelf, by: string): Shelf =>
  tidy({ ...OPEN_SHELF, ...pick(given), owner: ownerNow(by) });

/** @throws SegmentConflictError where somebody else decides who sees and owns it */
export function moveShelf(
  key: string,
  { tags, folder, visibility, visibleTo, owner }: Shelf,
  given: GivenShelf & { readonly owner?: Shelf['owner'] | undefined },
  by: string,
): Shelf {
  const changes = withoutGaps({ ...pick(given), owner: given.owner });
  const decides = ['visibility', 'visibleTo', 'owner'];
  if (decides.some((name) => name in changes)) refuseOthers(key, owner);
  const shelf = { ...{ tags, folder, visibility, visibleTo, owner }, ...changes };
  const isNobodys = shelf.owner === null && shelf.visibility === 'personal';
  return tidy(isNobodys ? { ...shelf, owner: ownerNow(by) } : shelf);
}

/** What was left out stays as it is. */
export const withoutGaps = <T extends object>(given: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<T>;

/**
 * Nobody may see a segment and not what its rule refers to; and a personal one is not pushed.
 *
 * @param key of the segment that was saved
 * @param stored all segments as they are now, and all syncs
 * @throws SegmentConflictError
 */
export function refuseHalfSeen(
  key: string,
  stored: readonly StoredSegment[],
  syncs: readonly PushingSync[],
): void {
  const saved = stored.find((segment) => segment.key === key)!;
  const references = referencesOf(saved);
  const hidden = stored.find(
    (other) => references.includes(other.key) && !isSeenByAllOf(other, saved),
  );
  if (hidden) {
    throw new SegmentConflictError(
      'SEGMENT_VISIBILITY',
      `segment ${key} refers to ${hidden.key}, which not everybody would see who sees ${key}`,
    );
  }
  const using = stored.find(
    (other) => referencesOf(other).includes(key) && !isSeenByAllOf(saved, other),
  );
  const isPersonal = saved.visibility === 'personal';
  const pushing = isPersonal ? syncs.find(({ segmentKey }) => segmentKey === key) : undefined;
  if (!using && !pushing) return;
  const user = using ? nameFor(using) : `sync ${pushing!.id}`;
  throw new SegmentConflictError(
    'SEGMENT_VISIBILITY',
    `segment ${key} is used by ${user}, so that no fewer people may see it`,
  );
}

/**
 * Those made here that more people see than what their rule refers to, since the file shows it to fewer: as they may be seen now.
 *
 * @param stored all segments as they are now
 */
export function narrowHalfSeen(stored: readonly StoredSegment[]): readonly StoredSegment[] {
  const segments = new Map(stored.map((segment) => [segment.key, segment]));
  const [done, narrowed] = [new Set<string>(), new Set<string>()];
  const narrow = (key: string): void => {
    const segment = segments.get(key);
    if (!segment || done.has(key)) return;
    done.add(key);
    for (const reference of referencesOf(segment)) {
      narrow(reference);
      const [by, referred] = [segments.get(key)!, segments.get(reference)];
      if (referred?.visibility !== 'roles' || isSeenByAllOf(referred, by)) continue;
      segments.set(key, { ...by, ...narrowedTo(referred, by) });
      narrowed.add(key);
    }
  };
  for (const { key } of stored) narrow(key);
  return [...narrowed].map((key) => segments.get(key)!);
}

/** Who is given a segment must see what its rule refers to. @throws SegmentConflictError */
export function refuseUnseen(
  segment: StoredSegment,
  { id, role, name }: SegmentOwner,
  stored: readonly StoredSegment[],
): void {
  const references = referencesOf(segment);
  const hidden = stored.find(
    (other) => references.includes(other.key) && !canSee({ id, role }, other),
  );
  if (!hidden) return;
  throw new SegmentConflictError(
    'SEGMENT_VISIBILITY',
    `segment ${segment.key} refers to ${hidden.key}, which ${name} does not see`,
  );
}

const nameFor = (segment: StoredSegment): string =>
  canSee(currentViewer(), segment) ? `segment ${segment.key}` : 'a segment that you do not see';

const pick = ({ tags, folder, visibility, visibleTo }: GivenShelf): GivenShelf =>
  withoutGaps({ tags, folder, visibility, visibleTo });

/** Roles only where it is for roles. */
const tidy = (shelf: Shelf): Shelf =>
  shelf.visibility === 'roles' ? shelf : { ...shelf, visibleTo: [] };

function ownerNow(name: string): Shelf['owner'] {
  const viewer = currentViewer();
  return viewer === undefined || viewer === 'nobody' ? null : { id: viewer.id, name };
}

function refuseOthers(key: string, owner: Shelf['owner']): void {
  const viewer = currentViewer();
  if (viewer === undefined || owner === null) return;
  if (viewer !== 'nobody' && (viewer.role === 'owner' || viewer.id === owner.id)) return;
  throw new SegmentConflictError(
    'SEGMENT_OWNED',
    `who sees and owns segment ${key} is for ${owner.name} to decide, who owns it`,
  );
}
