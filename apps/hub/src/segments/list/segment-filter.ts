import type { StoredSegment } from '../segment.js';

/** All of what is given must fit. */
export interface SegmentFilter {
  /** Part of a key, a name, a description or a tag, in any case. */
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  /** A folder; what is in folders below it is in it, too. */
  readonly folder?: string | undefined;
  /** Id of the owner. */
  readonly owner?: string | undefined;
  /** Key of a segment or id of a sync that needs it. */
  readonly usedBy?: string | undefined;
}

export function matchesFilter(
  { key, name, description, tags, folder, owner }: StoredSegment,
  users: { readonly segments: readonly string[]; readonly syncs: readonly string[] },
  asked: SegmentFilter,
): boolean {
  const q = asked.q?.trim().toLowerCase() ?? '';
  const texts = [key, name, description, ...tags];
  if (!texts.some((text) => text.toLowerCase().includes(q))) return false;
  if (asked.tag !== undefined && !tags.includes(asked.tag)) return false;
  if (asked.folder !== undefined && !isWithin(folder, asked.folder)) return false;
  if (asked.owner !== undefined && owner?.id !== asked.owner) return false;
  const { usedBy } = asked;
  return usedBy === undefined || [...users.segments, ...users.syncs].includes(usedBy);
}

const isWithin = (folder: string | null, asked: string): boolean =>
  folder !== null && `${folder}/`.startsWith(`${asked}/`);
