import { api } from '../../api/client';
import { Card } from '../../components/card';
import { Page } from '../../components/page';
import { Loaded } from '../../components/states';

export function OverviewPage() {
  const status = api.useQuery('get', '/api/status');
  return (
    <Page title="Overview">
      <Loaded query={status}>
        {({ connections, segments, syncs }) => (
          <Card>
            {connections.length} connections, {segments.length} segments, {syncs.length} syncs
          </Card>
        )}
      </Loaded>
    </Page>
  );
}
