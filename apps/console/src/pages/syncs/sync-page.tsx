import { SimpleGrid } from '@mantine/core';
import { getRouteApi, lazyRouteComponent } from '@tanstack/react-router';
import { Suspense } from 'react';
import { api, type Schemas } from '../../api/client';
import { EntryProblems } from '../../components/entry-problems';
import { TextLink } from '../../components/links';
import { ManagedByFile } from '../../components/managed-by-file';
import { Page } from '../../components/page';
import { Stat } from '../../components/stat';
import { Loaded, Loading } from '../../components/states';
import { TabList } from '../../components/tab-list';
import { formatNumber } from '../../format/numbers';
import { BlockedSync } from './blocked-sync';
import { SyncActions } from './sync-actions';
import { SyncRuns } from './sync-runs';
import { SyncState } from './sync-state';
import type { SyncTab } from './syncs.routes';

type Sync = Schemas['SyncDetailDto'];

const LABELS: Readonly<Record<SyncTab, string>> = {
  runs: 'Runs',
  rows: 'People',
  plan: 'Plan',
  settings: 'Settings',
};

// What most who come to the page do not open.
const SyncRows = lazyRouteComponent(() => import('./sync-rows'), 'SyncRows');
const SyncPlan = lazyRouteComponent(() => import('./sync-plan'), 'SyncPlan');
const SyncSettings = lazyRouteComponent(() => import('./sync-settings'), 'SyncSettings');

const route = getRouteApi('/shell/syncs/$id');

export function SyncPage() {
  const { id } = route.useParams();
  const sync = api.useQuery('get', '/api/syncs/{id}', { params: { path: { id } } });
  const { data } = sync;
  return (
    <Page
      title={id}
      above={<TextLink to="/syncs">Syncs</TextLink>}
      beside={data && <SyncState sync={data} />}
      description={data && <FromTo sync={data} />}
      actions={data && <SyncActions sync={data} />}
    >
      <Loaded query={sync}>{(loaded) => <Sync sync={loaded} />}</Loaded>
    </Page>
  );
}

function FromTo({ sync: { segmentKey, connectionId, scheduleText } }: { readonly sync: Sync }) {
  return (
    <>
      <TextLink to="/segments/$key" params={{ key: segmentKey }} underline="always">
        {segmentKey}
      </TextLink>{' '}
      →{' '}
      <TextLink to="/connections/$id" params={{ id: connectionId }} underline="always">
        {connectionId}
      </TextLink>
      , {scheduleText ?? 'by hand'}
    </>
  );
}

function Sync({ sync }: { readonly sync: Sync }) {
  const { tab = 'runs' } = route.useSearch();
  const navigate = route.useNavigate();
  const { id, size, tally } = sync;
  return (
    <>
      {sync.origin === 'file' && <ManagedByFile location={sync.location} />}
      <EntryProblems problems={sync.problems} />
      <BlockedSync sync={sync} />
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" mb="md">
        <Stat label="In the segment" value={formatNumber(size)} />
        <Stat label="Delivered" value={tally ? formatNumber(tally.delivered) : '–'} />
        <Stat
          label="Failed"
          value={
            tally && tally.failed > 0 ? (
              <TextLink to="/syncs/$id" params={{ id }} search={{ tab: 'rows', rows: 'failed' }}>
                {formatNumber(tally.failed)}
              </TextLink>
            ) : (
              (tally?.failed ?? '–')
            )
          }
        />
        <Stat
          label="Skipped"
          value={
            tally && tally.skipped > 0 ? (
              <TextLink to="/syncs/$id" params={{ id }} search={{ tab: 'rows', rows: 'skipped' }}>
                {formatNumber(tally.skipped)}
              </TextLink>
            ) : (
              (tally?.skipped ?? '–')
            )
          }
        />
      </SimpleGrid>
      <TabList
        labels={LABELS}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
      >
        <Suspense fallback={<Loading />}>
          <Panel tab={tab} sync={sync} />
        </Suspense>
      </TabList>
    </>
  );
}

function Panel({ tab, sync }: { readonly tab: SyncTab; readonly sync: Sync }) {
  switch (tab) {
    case 'runs':
      return <SyncRuns syncId={sync.id} />;
    case 'rows':
      return <SyncRows sync={sync} />;
    case 'plan':
      return <SyncPlan sync={sync} />;
    case 'settings':
      return <SyncSettings sync={sync} />;
  }
}
