import { Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { TextLink } from '../../components/links';
import { formatNumber, formatShort, plural } from '../../format/numbers';
import { Flow, type FlowEnd } from './flow';
import { destinationsOf, toneOf, type Destination } from './destinations';

type Data = Schemas['OverviewDto']['flow'];
type Source = Data['sources'][number];

/** As many as can be seen at a glance. */
const MOST = 8;

/** How data flowed in the last 24 hours. */
export function FlowPicture({ flow }: { readonly flow: Data }) {
  const { sources, profiles, segments, syncs } = flow;
  return (
    <Flow
      sources={limited(sources.map(sourceEnd), '/connections')}
      noSource={<TextLink to="/connections/new">Connect a source</TextLink>}
      profiles={
        <>
          <TextLink to="/profiles" fw={600}>
            Profiles
          </TextLink>
          <Text fz="lg" fw={600} lh={1.3}>
            {formatNumber(profiles.total)}
          </Text>
          <Text fz="xs" c="dimmed">
            {formatNumber(profiles.created)} new
          </Text>
        </>
      }
      evaluationTone={toneOf(segments.health)}
      evaluation={
        <>
          {formatShort(profiles.evaluated)} evaluated
          <Text fz="xs" c="dimmed" inherit>
            +{formatNumber(segments.joined)} −{formatNumber(segments.left)}
          </Text>
        </>
      }
      segments={
        <>
          <TextLink to="/segments" fw={600}>
            Segments
          </TextLink>
          <Text fz="lg" fw={600} lh={1.3}>
            {formatNumber(segments.total)}
          </Text>
          <Text fz="xs" c={segments.failing > 0 ? 'var(--segue-bad)' : 'dimmed'}>
            {segments.failing > 0 ? `${formatNumber(segments.failing)} failing` : 'all work'}
          </Text>
        </>
      }
      destinations={limited(destinationsOf(syncs).map(destinationEnd), '/syncs')}
      noDestination={<TextLink to="/syncs/new">Sync a segment</TextLink>}
    />
  );
}

const sourceEnd = ({ id, title, isPaused, health, accepted, rejected }: Source): FlowEnd => ({
  id,
  tone: isPaused ? 'idle' : toneOf(health),
  node: (
    <>
      <TextLink to="/connections/$id" params={{ id }} fw={500} display="inline-block" lh="24px">
        {id}
      </TextLink>
      <Text fz="xs" c="dimmed" truncate>
        {title}
        {isPaused && ', paused'}
      </Text>
    </>
  ),
  label: (
    <>
      {formatShort(accepted)} records
      {rejected > 0 && (
        <TextLink
          to="/connections/$id"
          params={{ id }}
          search={{ tab: 'rejected' }}
          display="block"
          c="var(--segue-bad)"
        >
          {formatShort(rejected)} rejected
        </TextLink>
      )}
    </>
  ),
});

const destinationEnd = (destination: Destination): FlowEnd => {
  const { id, tone, syncs, isPaused, delivered, failed } = destination;
  return {
    id,
    tone,
    node: (
      <>
        <TextLink to="/connections/$id" params={{ id }} fw={500} display="inline-block" lh="24px">
          {id}
        </TextLink>
        <Text fz="xs" c="dimmed" truncate>
          {plural(syncs, 'sync')}
          {isPaused && ', paused'}
        </Text>
      </>
    ),
    label: (
      <>
        {formatShort(delivered)} sent
        {failed > 0 && (
          <Text fz="xs" c="var(--segue-bad)" inherit>
            {formatShort(failed)} failed
          </Text>
        )}
      </>
    ),
  };
};

/** Those that do not fit are one more. */
function limited(ends: readonly FlowEnd[], to: '/connections' | '/syncs'): readonly FlowEnd[] {
  if (ends.length <= MOST) return ends;
  const more = ends.length - MOST + 1;
  return [
    ...ends.slice(0, MOST - 1),
    {
      id: '…',
      tone: 'idle',
      node: <TextLink to={to}>and {formatNumber(more)} more</TextLink>,
      label: null,
    },
  ];
}
