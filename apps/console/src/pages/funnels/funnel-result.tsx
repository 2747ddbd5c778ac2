import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Box, Button, Stack, Table, Text, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { client, api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { formatNumber, formatShare, formatShort } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import { listOf } from '../../format/words';
import type { JsonObject } from '../../rules/json';
import type { Funnel } from './funnel';

type Result = Schemas['FunnelResultDto'];
type Group = Result['groups'][number];
type Step = Group['steps'][number];

interface FunnelResultProps {
  readonly funnel: Funnel;
  readonly result: Result;
  readonly isStale: boolean;
}

const COLORS = ['ink.6', 'teal.6', 'orange.6', 'grape.6', 'cyan.7'];

export function FunnelResult({ funnel, result, isStale }: FunnelResultProps) {
  const { data } = api.useQuery('get', '/api/segments');
  const names = new Map((data?.segments ?? []).map(({ key, name }) => [key, name]));
  const nameOf = ({ segment }: Group) =>
    segment === null ? 'Everyone' : (names.get(segment) ?? segment);
  const steps = result.groups[0]?.steps ?? [];
  const rows = steps.map((step, index) => ({
    step: `${step.step}. ${eventOf(step)}`,
    ...Object.fromEntries(
      result.groups.map((group) => [nameOf(group), group.steps[index]?.people ?? 0]),
    ),
  }));
  return (
    <Stack gap="lg" aria-busy={isStale}>
      <BarChart
        h={240}
        dataKey="step"
        data={rows}
        series={result.groups.map((group, index) => ({
          name: nameOf(group),
          color: COLORS[index % COLORS.length]!,
        }))}
        withLegend={result.groups.length > 1}
        valueFormatter={formatNumber}
        yAxisProps={{ tickFormatter: formatShort, width: 46 }}
      />
      {result.groups.map((group) => (
        <GroupTable key={group.segment ?? ''} group={group} name={nameOf(group)} funnel={funnel} />
      ))}
    </Stack>
  );
}

const eventOf = ({ event }: Step): string => {
  if (Array.isArray(event)) return listOf(event, 'or');
  return event === '*' ? 'any event' : event;
};

interface GroupTableProps {
  readonly group: Group;
  readonly name: string;
  readonly funnel: Funnel;
}

function GroupTable({ group, name, funnel }: GroupTableProps) {
  const canWrite = useCan('segments:write');
  return (
    <Box>
      <Title order={3} mb={4}>
        {name}
      </Title>
      <Table.ScrollContainer minWidth={560} type="native">
        <Table aria-label={name}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Step</Table.Th>
              <Table.Th className="number">People</Table.Th>
              <Table.Th className="number">Of the first</Table.Th>
              <Table.Th className="number">Of the one before</Table.Th>
              <Table.Th className="number">Median time</Table.Th>
              <Table.Th>Dropped out</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {group.steps.map((step) => (
              <Table.Tr key={step.step}>
                <Table.Td>
                  {step.step}. {eventOf(step)}
                </Table.Td>
                <Table.Td className="number">{formatNumber(step.people)}</Table.Td>
                <Table.Td className="number">{shareOf(step.conversionFromFirst)}</Table.Td>
                <Table.Td className="number">{shareOf(step.conversionFromPrevious)}</Table.Td>
                <Table.Td className="number">
                  {step.medianMs === null ? '–' : formatDuration(step.medianMs)}
                </Table.Td>
                <Table.Td>
                  {step.step === 1 ? (
                    '–'
                  ) : (
                    <Dropped step={step} group={group} funnel={funnel} canWrite={canWrite} />
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Box>
  );
}

const shareOf = (share: number | null): string => (share === null ? '–' : formatShare(share));

interface DroppedProps {
  readonly step: Step;
  readonly group: Group;
  readonly funnel: Funnel;
  readonly canWrite: boolean;
}

/** Who did not reach a step, and the way to a segment of them. */
function Dropped({ step, group, funnel, canWrite }: DroppedProps) {
  const navigate = useNavigate();
  const makeSegment = async () => {
    const { segments: _, ...asked } = funnel;
    const { data } = await client.POST('/api/funnels/dropped', {
      params: { query: { limit: 1 } },
      body: {
        funnel: asked,
        step: step.step,
        ...(group.segment === null ? {} : { segment: group.segment }),
      } as never,
    });
    if (data) await navigate({ to: '/segments/new', search: { rule: data.rule as JsonObject } });
  };
  return (
    <>
      <Text span fz="sm" mr={6}>
        {formatNumber(step.droppedOff)}
      </Text>
      {canWrite && step.droppedOff > 0 && (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={`New segment of who dropped out at step ${step.step}`}
          onClick={() => void makeSegment()}
        >
          New segment
        </Button>
      )}
    </>
  );
}
