import { Grid } from '@mantine/core';
import { api, type Schemas } from '../../api/client';
import { useSession } from '../../api/session';
import { Card } from '../../components/card';
import { Page } from '../../components/page';
import { Loaded } from '../../components/states';
import { NeedsAHand } from './attention';
import { FirstRun } from './first-run';
import { FlowPicture } from './flow-picture';
import { RunGroups } from './run-groups';

const REFRESH_MS = 30_000;

/** Whether last night was right, at a glance. */
export function OverviewPage() {
  const { workspace } = useSession();
  // Also without anything that happens, the 24 hours go on.
  const overview = api.useQuery('get', '/api/overview', {}, { refetchInterval: REFRESH_MS });
  return (
    <Page title="Overview" description={`${workspace.name}, the last 24 hours`}>
      <Loaded query={overview}>{(data) => <Overview overview={data} />}</Loaded>
    </Page>
  );
}

function Overview({ overview }: { readonly overview: Schemas['OverviewDto'] }) {
  const { firstRun, flow, runs, attention } = overview;
  const isFirstRun = Object.values(firstRun).some(Boolean);
  return (
    <>
      {isFirstRun && <FirstRun needs={firstRun} />}
      <Card mb="md">
        <FlowPicture flow={flow} />
      </Card>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <NeedsAHand items={attention} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <RunGroups groups={runs} />
        </Grid.Col>
      </Grid>
    </>
  );
}
