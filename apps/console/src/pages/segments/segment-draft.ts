import type { Schemas } from '../../api/client';
import type { Json } from '../../rules/json';

type Detail = Schemas['SegmentDetailDto'];

/** A segment while it is edited. */
export interface SegmentDraft {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly rule: Json;
  readonly tags: readonly string[];
  /** Empty for none. */
  readonly folder: string;
  readonly visibility: Detail['visibility'];
  readonly visibleTo: Detail['visibleTo'];
}

export const NEW_SEGMENT: SegmentDraft = {
  key: '',
  name: '',
  description: '',
  rule: { all: [] },
  tags: [],
  folder: '',
  visibility: 'shared',
  visibleTo: [],
};

export const draftOf = (segment: Detail): SegmentDraft => ({
  key: segment.key,
  name: segment.name,
  description: segment.description,
  rule: (segment.rule ?? NEW_SEGMENT.rule) as Json,
  tags: segment.tags,
  folder: segment.folder ?? '',
  visibility: segment.visibility,
  visibleTo: segment.visibleTo,
});

/** What the API takes of it, but for key and version. */
export function bodyOf({ name, description, rule, tags, folder, ...seen }: SegmentDraft) {
  const { visibility, visibleTo } = seen;
  return {
    name,
    description,
    rule: rule as Record<string, unknown>,
    tags: [...tags],
    folder: folder === '' ? null : folder,
    visibility,
    ...(visibility === 'roles' ? { visibleTo: [...visibleTo] } : {}),
  };
}
