import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { EntryProblems } from '../../components/entry-problems';
import { TextLink } from '../../components/links';
import { ManagedByFile } from '../../components/managed-by-file';
import { Page } from '../../components/page';
import { Loaded } from '../../components/states';
import { TabList } from '../../components/tab-list';
import { ConnectionActions } from './connection-actions';
import { ConnectionOverview } from './connection-overview';

import { ConnectionSettings } from './connection-settings';
import { ConnectionState, KINDS } from './connection-state';
import type { ConnectionTab } from './connections.routes';
import { LiveEvents } from './live-events';
import { RejectedPanel } from './rejected-panel';
import { usePlugin } from '../../api/use-plugins';
import { WriteKeys } from './write-keys';

type Connection = Schemas['ConnectionDetailDto'];

const route = getRouteApi('/shell/connections/$id');

export function ConnectionPage() {
  const { id } = route.useParams();
  const connection = api.useQuery('get', '/api/connections/{id}', { params: { path: { id } } });
  const { data } = connection;
  return (
    <Page
      title={id}
      above={<TextLink to="/connections">Connections</TextLink>}
      beside={data && <ConnectionState connection={data} />}
      description={data && `${data.title} · ${KINDS[data.kind]}`}
      actions={data && <ConnectionActions connection={data} />}
    >
      <Loaded query={connection}>{(loaded) => <Connection connection={loaded} />}</Loaded>
    </Page>
  );
}

function Connection({ connection }: { readonly connection: Connection }) {
  const { tab = 'overview' } = route.useSearch();
  const navigate = route.useNavigate();
  const plugin = usePlugin(connection.plugin);
  const isSource = connection.kind !== 'destination';
  return (
    <>
      {connection.origin === 'file' && <ManagedByFile location={connection.location} />}
      <EntryProblems problems={connection.problems} />
      <TabList<ConnectionTab>
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        labels={{
          overview: 'Overview',
          ...(isSource ? { rejected: 'Rejected' } : {}),
          ...(plugin?.hasWriteKeys ? { keys: 'Write keys' } : {}),
          ...(isSource ? { live: 'Live' } : {}),
          settings: 'Settings',
        }}
      >
        <Panel tab={tab} connection={connection} />
      </TabList>
    </>
  );
}

interface PanelProps {
  readonly tab: ConnectionTab;
  readonly connection: Connection;
}

function Panel({ tab, connection }: PanelProps) {
  switch (tab) {
    case 'overview':
      return <ConnectionOverview connection={connection} />;
    case 'rejected':
      return <RejectedPanel connectionId={connection.id} />;
    case 'keys':
      return <WriteKeys connection={connection} />;
    case 'live':
      return <LiveEvents connectionId={connection.id} />;
    case 'settings':
      return <ConnectionSettings connection={connection} />;
  }
}
