import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { useRefresh } from '../../api/use-refresh';
import { TextLink } from '../../components/links';
import { ManagedByFile } from '../../components/managed-by-file';
import { Page } from '../../components/page';
import { Loaded } from '../../components/states';
import { syncDraftOf } from './wizard/sync-draft';
import { SyncWizard } from './wizard/sync-wizard';

const route = getRouteApi('/shell/syncs/$id/edit');

export function EditSyncPage() {
  const { id } = route.useParams();
  const sync = api.useQuery('get', '/api/syncs/{id}', { params: { path: { id } } });
  return (
    <Page
      title={`Edit ${id}`}
      above={
        <>
          <TextLink to="/syncs">Syncs</TextLink> /{' '}
          <TextLink to="/syncs/$id" params={{ id }}>
            {id}
          </TextLink>
        </>
      }
    >
      <Loaded query={sync}>
        {(data) =>
          data.origin === 'file' ? (
            <ManagedByFile location={data.location} />
          ) : (
            <EditSync sync={data} />
          )
        }
      </Loaded>
    </Page>
  );
}

function EditSync({ sync }: { readonly sync: Schemas['SyncDetailDto'] }) {
  const { id, revision } = sync;
  const navigate = useNavigate();
  const refresh = useRefresh();
  const save = api.useMutation('patch', '/api/syncs/{id}', {
    onSuccess: async () => {
      await refresh('/api/syncs', '/api/syncs/{id}', '/api/syncs/{id}/plan');
      await navigate({ to: '/syncs/$id', params: { id }, ignoreBlocker: true });
    },
  });
  return (
    <SyncWizard
      initial={syncDraftOf(sync)}
      isNew={false}
      isSaving={save.isPending}
      saveError={save.error}
      onSave={({ id: _, connection: __, ...body }) =>
        save.mutate({
          params: { path: { id } },
          body: { ...body, ...(revision === null ? {} : { revision }) },
        })
      }
      onCancel={() => void navigate({ to: '/syncs/$id', params: { id } })}
    />
  );
}
