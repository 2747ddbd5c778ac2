import { Grid } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi, lazyRouteComponent } from '@tanstack/react-router';
import { Suspense } from 'react';
import { api } from '../../api/client';
import { Card } from '../../components/card';
import { Counting } from '../../components/counting';
import { Page } from '../../components/page';
import { Empty, Failed, Loading } from '../../components/states';
import { isComplete, NEW_FUNNEL, type Funnel } from './funnel';
import { FunnelForm } from './funnel-form';

// With the library of charts, before which the steps can be named.
const FunnelResult = lazyRouteComponent(() => import('./funnel-result'), 'FunnelResult');

const TYPING_MS = 500;

const route = getRouteApi('/shell/funnels');

export function FunnelsPage() {
  const { funnel = NEW_FUNNEL } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Funnel) => void navigate({ search: { funnel: next }, replace: true });
  return (
    <Page
      title="Funnels"
      description="How many people go through a series of steps, and where they drop out."
    >
      <Grid gap="md" align="flex-start">
        <Grid.Col span={{ base: 12, md: 5 }}>
          <FunnelForm funnel={funnel} onChange={change} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Result funnel={funnel} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Result({ funnel }: { readonly funnel: Funnel }) {
  const [settled] = useDebouncedValue(funnel, TYPING_MS);
  const { segments, ...rest } = settled;
  const isAsked = isComplete(settled);
  const { data, error, refetch, isPlaceholderData } = api.useQuery(
    'post',
    '/api/funnels',
    { body: { ...rest, ...(segments.length > 0 ? { segments } : {}) } as never },
    { enabled: isAsked, placeholderData: keepPreviousData },
  );
  return (
    <Card title="Result" actions={isPlaceholderData && <Counting />}>
      {!isAsked ? (
        <Empty title="Name the steps">Choose an event for each, and see who gets how far.</Empty>
      ) : error ? (
        <Failed error={error} reset={() => void refetch()} />
      ) : data ? (
        <Suspense fallback={<Loading />}>
          <FunnelResult funnel={settled} result={data} isStale={isPlaceholderData} />
        </Suspense>
      ) : (
        <Loading />
      )}
    </Card>
  );
}
