import { Alert, Box, Text } from '@mantine/core';
import { IconEdit } from '@tabler/icons-react';
import { getRouteApi, lazyRouteComponent } from '@tanstack/react-router';
import { Suspense } from 'react';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { LinkButton, TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { Loaded, Loading } from '../../components/states';
import { TabList } from '../../components/tab-list';
import { Tags } from '../../components/tags';
import { GrowthPanel } from './growth-panel';
import { MembersPanel } from './members-panel';
import { SegmentBadges } from './segment-badges';
import { SegmentMenu } from './segment-menu';
import { SegmentNumbers } from './segment-numbers';
import type { SegmentTab } from './segments.routes';
import { UsePanel } from './use-panel';

type Segment = Schemas['SegmentDetailDto'];

// What most who come to the page do not open.
const RulePanel = lazyRouteComponent(() => import('./rule-panel'), 'RulePanel');
const VersionsPanel = lazyRouteComponent(() => import('./versions-panel'), 'VersionsPanel');
const OverlapPanel = lazyRouteComponent(() => import('./overlap-panel'), 'OverlapPanel');
const ComparePanel = lazyRouteComponent(() => import('./compare-panel'), 'ComparePanel');

const route = getRouteApi('/shell/segments/$key');

const LABELS: Readonly<Record<SegmentTab, string>> = {
  growth: 'Growth',
  rule: 'Rule',
  members: 'Members',
  versions: 'Versions',
  overlap: 'Overlap',
  compare: 'Compare',
  use: 'Used by',
};

export function SegmentPage() {
  const { key } = route.useParams();
  const segment = api.useQuery('get', '/api/segments/{key}', { params: { path: { key } } });
  return (
    <Page
      title={segment.data?.name ?? key}
      above={<TextLink to="/segments">Segments</TextLink>}
      beside={segment.data && <SegmentBadges segment={segment.data} />}
      description={
        segment.data && (
          <>
            {segment.data.description} <Tags tags={segment.data.tags} />
          </>
        )
      }
      actions={segment.data && <Actions segment={segment.data} />}
    >
      <Loaded query={segment}>{(data) => <Segment segment={data} />}</Loaded>
    </Page>
  );
}

function Actions({ segment }: { readonly segment: Segment }) {
  const canWrite = useCan('segments:write');
  const isEditable = canWrite && segment.origin === 'api' && segment.kind === 'dynamic';
  return (
    <>
      {isEditable && (
        <LinkButton
          to="/segments/$key/edit"
          params={{ key: segment.key }}
          leftSection={<IconEdit size={15} />}
        >
          Edit
        </LinkButton>
      )}
      {canWrite && <SegmentMenu segment={segment} />}
    </>
  );
}

function Segment({ segment }: { readonly segment: Segment }) {
  const { tab = 'growth' } = route.useSearch();
  const navigate = route.useNavigate();
  const canCompare = useCan('personal:read');
  const { compare: _compare, ...others } = LABELS;
  return (
    <>
      {segment.error && (
        <Alert color="red" title="The last evaluation failed" mb="md">
          <Text fz="sm">{segment.error.message}</Text>
          <Text fz="sm">
            Members stay as they were, and nothing is sent from this segment until it works again.
          </Text>
        </Alert>
      )}
      <SegmentNumbers segment={segment} />
      <Box mt="md">
        <TabList<SegmentTab>
          labels={canCompare ? LABELS : others}
          value={tab}
          onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        >
          <Suspense fallback={<Loading />}>
            <Panel tab={tab} segment={segment} />
          </Suspense>
        </TabList>
      </Box>
    </>
  );
}

function Panel({ tab, segment }: { readonly tab: SegmentTab; readonly segment: Segment }) {
  switch (tab) {
    case 'growth':
      return <GrowthPanel segmentKey={segment.key} />;
    case 'rule':
      return <RulePanel segment={segment} />;
    case 'members':
      return <MembersPanel segmentKey={segment.key} />;
    case 'versions':
      return <VersionsPanel segment={segment} />;
    case 'overlap':
      return <OverlapPanel segmentKey={segment.key} />;
    case 'compare':
      return <ComparePanel segmentKey={segment.key} />;
    case 'use':
      return <UsePanel segmentKey={segment.key} />;
  }
}
