import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { useRefresh } from '../../api/use-refresh';
import { TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { Loaded, Loading } from '../../components/states';
import { newDraft } from './connection-draft';
import { ConnectionForm } from './connection-form';
import { PluginPicker } from './plugin-picker';
import { usePlugins } from '../../api/use-plugins';

const route = getRouteApi('/shell/connections/new');

export function NewConnectionPage() {
  const { plugin: key } = route.useSearch();
  const plugins = usePlugins();
  return (
    <Page
      title="New connection"
      above={<TextLink to="/connections">Connections</TextLink>}
      description={key === undefined ? 'Choose what to connect.' : undefined}
    >
      <Loaded query={plugins}>
        {(data) => {
          const plugin = data.plugins.find((one) => one.key === key && one.isMakeable);
          return plugin ? (
            <NewConnection plugin={plugin} />
          ) : (
            <PluginPicker plugins={data.plugins} />
          );
        }}
      </Loaded>
    </Page>
  );
}

function NewConnection({ plugin }: { readonly plugin: Schemas['PluginDto'] }) {
  const navigate = useNavigate();
  const refresh = useRefresh();
  const connections = api.useQuery('get', '/api/connections');
  const create = api.useMutation('post', '/api/connections', {
    onSuccess: async ({ id }) => {
      await refresh('/api/connections');
      await navigate({
        to: '/connections/$id',
        params: { id },
        search: plugin.hasWriteKeys ? { tab: 'keys' } : {},
        ignoreBlocker: true,
      });
    },
  });
  if (connections.isPending) return <Loading />;
  const taken = connections.data?.connections.map(({ id }) => id) ?? [];
  return (
    <ConnectionForm
      key={plugin.key}
      plugin={plugin}
      initial={newDraft(plugin, taken)}
      isNew
      isSaving={create.isPending}
      saveError={create.error}
      onSave={({ syncRoles, ...saved }) =>
        create.mutate({
          body: { ...saved, plugin: plugin.key, syncRoles: syncRoles && [...syncRoles] },
        })
      }
      onCancel={() => void navigate({ to: '/connections/new', search: {} })}
    />
  );
}
