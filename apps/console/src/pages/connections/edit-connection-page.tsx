import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { useRefresh } from '../../api/use-refresh';
import { TextLink } from '../../components/links';
import { ManagedByFile } from '../../components/managed-by-file';
import { Page } from '../../components/page';
import { Empty, Loaded } from '../../components/states';
import { draftOf } from './connection-draft';
import { ConnectionForm } from './connection-form';
import { usePlugins } from '../../api/use-plugins';

type Connection = Schemas['ConnectionDetailDto'];

const route = getRouteApi('/shell/connections/$id/edit');

export function EditConnectionPage() {
  const { id } = route.useParams();
  const connection = api.useQuery('get', '/api/connections/{id}', { params: { path: { id } } });
  return (
    <Page
      title={`Edit ${id}`}
      above={
        <>
          <TextLink to="/connections">Connections</TextLink> /{' '}
          <TextLink to="/connections/$id" params={{ id }}>
            {id}
          </TextLink>
        </>
      }
    >
      <Loaded query={connection}>
        {(data) =>
          data.origin === 'file' ? (
            <ManagedByFile location={data.location} />
          ) : (
            <EditConnection connection={data} />
          )
        }
      </Loaded>
    </Page>
  );
}

function EditConnection({ connection }: { readonly connection: Connection }) {
  const { id, plugin: key, revision } = connection;
  const navigate = useNavigate();
  const refresh = useRefresh();
  const plugins = usePlugins();
  const toPage = () => navigate({ to: '/connections/$id', params: { id }, ignoreBlocker: true });
  const save = api.useMutation('patch', '/api/connections/{id}', {
    onSuccess: async () => {
      await refresh('/api/connections', '/api/connections/{id}');
      await toPage();
    },
  });
  return (
    <Loaded query={plugins}>
      {(data) => {
        const plugin = data.plugins.find((one) => one.key === key);
        if (!plugin) {
          return (
            <Empty title={`The plugin ${key} is not installed`}>
              Add it to <code>plugins</code> in segue.yaml, or delete this connection.
            </Empty>
          );
        }
        return (
          <ConnectionForm
            plugin={plugin}
            initial={draftOf(connection)}
            secrets={connection.secrets}
            isNew={false}
            isSaving={save.isPending}
            saveError={save.error}
            onSave={({ settings, schedule, syncRoles }) =>
              save.mutate({
                params: { path: { id } },
                body: {
                  settings,
                  schedule,
                  syncRoles: syncRoles && [...syncRoles],
                  ...(revision === null ? {} : { revision }),
                },
              })
            }
            onCancel={() => void navigate({ to: '/connections/$id', params: { id } })}
          />
        );
      }}
    </Loaded>
  );
}
