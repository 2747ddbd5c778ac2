import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { Loaded } from '../../components/states';
import { bodyOf, draftOf } from './segment-draft';
import { SegmentEditor } from './segment-editor';

const route = getRouteApi('/shell/segments/$key/edit');

export function EditSegmentPage() {
  const { key } = route.useParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [edit, setEdit] = useState(0);
  // What is edited stays what it was when the edit began, whatever others save meanwhile.
  const segment = api.useQuery(
    'get',
    '/api/segments/{key}',
    { params: { path: { key } } },
    { staleTime: Infinity, gcTime: 0, refetchOnMount: 'always' },
  );
  const save = api.useMutation('patch', '/api/segments/{key}', {
    onSuccess: async () => {
      await queries.invalidateQueries();
      await navigate({ to: '/segments/$key', params: { key }, ignoreBlocker: true });
    },
  });
  const reload = async () => {
    await segment.refetch();
    save.reset();
    setEdit(edit + 1);
  };
  return (
    <Page
      title={segment.data ? `Edit ${segment.data.name}` : 'Edit segment'}
      above={
        <>
          <TextLink to="/segments">Segments</TextLink> /{' '}
          <TextLink to="/segments/$key" params={{ key }}>
            {segment.data?.name ?? key}
          </TextLink>
        </>
      }
    >
      <Loaded query={segment}>
        {(saved) => (
          <SegmentEditor
            key={edit}
            initial={draftOf(saved)}
            savedSize={saved.size}
            isNew={false}
            isSaving={save.isPending}
            saveError={save.error}
            onSave={(draft) =>
              save.mutate({
                params: { path: { key } },
                body: { ...bodyOf(draft), version: saved.version },
              })
            }
            onReload={() => void reload()}
            onCancel={() => void navigate({ to: '/segments/$key', params: { key } })}
          />
        )}
      </Loaded>
    </Page>
  );
}
