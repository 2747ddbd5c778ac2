import { Autocomplete, MultiSelect, NativeSelect, SimpleGrid, TagsInput } from '@mantine/core';
import { api } from '../../api/client';
import type { SegmentDraft } from './segment-draft';

type Shelf = Pick<SegmentDraft, 'tags' | 'folder' | 'visibility' | 'visibleTo'>;

interface ShelfFieldsProps {
  readonly shelf: Shelf;
  readonly onChange: (shelf: Shelf) => void;
}

const VISIBILITIES = [
  { value: 'shared', label: 'Everybody' },
  { value: 'personal', label: 'Only me, and owners' },
  { value: 'roles', label: 'Certain roles' },
];
const ROLES = ['operator', 'marketer', 'viewer'];

/** Where a segment is put, and who sees it. */
export function ShelfFields({ shelf, onChange }: ShelfFieldsProps) {
  const { tags, folder, visibility, visibleTo } = shelf;
  const { data } = api.useQuery('get', '/api/segments');
  return (
    <SimpleGrid
      cols={{ base: 1, xs: visibility === 'roles' ? 4 : 3 }}
      spacing="sm"
      verticalSpacing="xs"
    >
      <Autocomplete
        label="Folder"
        placeholder="Marketing/Spring"
        data={data?.folders ?? []}
        value={folder}
        maxLength={200}
        onChange={(next) => onChange({ ...shelf, folder: next })}
      />
      <TagsInput
        label="Tags"
        placeholder={tags.length === 0 ? 'Each ended by Enter' : ''}
        data={data?.tags ?? []}
        value={[...tags]}
        maxTags={20}
        acceptValueOnBlur
        onChange={(next) => onChange({ ...shelf, tags: next })}
      />
      <NativeSelect
        label="Seen by"
        value={visibility}
        data={VISIBILITIES}
        onChange={({ currentTarget }) =>
          onChange({ ...shelf, visibility: currentTarget.value as Shelf['visibility'] })
        }
      />
      {visibility === 'roles' && (
        <MultiSelect
          label="Roles"
          required
          data={ROLES}
          value={[...visibleTo]}
          onChange={(next) => onChange({ ...shelf, visibleTo: next as Shelf['visibleTo'] })}
        />
      )}
    </SimpleGrid>
  );
}
