import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { notifications } from '@mantine/notifications';
import { api } from '../../api/client';
import { useCan } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { Empty } from '../../components/states';
import { newSync } from './wizard/sync-draft';
import { SyncWizard } from './wizard/sync-wizard';

const route = getRouteApi('/shell/syncs/new');

export function NewSyncPage() {
  const { segment, connection } = route.useSearch();
  const canWrite = useCan('syncs:write');
  const navigate = useNavigate();
  const refresh = useRefresh();
  const create = api.useMutation('post', '/api/syncs', {
    onSuccess: async ({ id, scheduleText }) => {
      notifications.show({ message: `${id} is on, ${scheduleText ?? 'and runs by hand'}` });
      await refresh('/api/syncs');
      await navigate({ to: '/syncs/$id', params: { id }, ignoreBlocker: true });
    },
  });
  return (
    <Page
      title="New sync"
      above={<TextLink to="/syncs">Syncs</TextLink>}
      description="Nothing is sent before you have seen the plan."
    >
      {canWrite ? (
        <SyncWizard
          initial={newSync(segment, connection)}
          isNew
          isSaving={create.isPending}
          saveError={create.error}
          onSave={(body) => create.mutate({ body })}
          onCancel={() => void navigate({ to: '/syncs' })}
        />
      ) : (
        <Empty title="You may not make syncs">Ask an owner for another role.</Empty>
      )}
    </Page>
  );
}
