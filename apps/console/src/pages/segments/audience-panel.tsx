import {
  Box,
  Divider,
  Group,
  List,
  MultiSelect,
  Progress,
  Stack,
  Text,
  Tooltip,
} from '@mantine/core';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { Counting } from '../../components/counting';
import { Failed } from '../../components/states';
import { formatNumber, formatShare } from '../../format/numbers';
import { SampleMembers } from './sample-members';

interface AudiencePanelProps {
  readonly preview: Schemas['PreviewDto'] | undefined;
  readonly error: unknown;
  readonly isCounting: boolean;
  readonly isEmpty: boolean;
  readonly isValid: boolean;
  /** Members of the segment as it is saved. */
  readonly savedSize: number | undefined;
  readonly segmentKey: string | undefined;
  readonly overlaps: readonly string[];
  readonly onOverlaps: (keys: readonly string[]) => void;
}

const MOST_OVERLAPS = 5;

/** Whom the rule selects, while it is edited. */
export function AudiencePanel(props: AudiencePanelProps) {
  const { preview, error, isCounting, isEmpty } = props;
  if (isEmpty) {
    return (
      <Card title="Audience">
        <Text c="dimmed" fz="sm">
          Add a condition, and see at once how many people it selects.
        </Text>
      </Card>
    );
  }
  if (error && !preview) return <Failed error={error} />;
  return (
    <Card title="Audience" actions={isCounting && <Counting />}>
      <Box aria-live="polite" aria-busy={isCounting}>
        {preview ? <Numbers {...props} preview={preview} /> : <Text c="dimmed">Counting …</Text>}
      </Box>
    </Card>
  );
}

type NumbersProps = AudiencePanelProps & { readonly preview: Schemas['PreviewDto'] };

function Numbers(props: NumbersProps) {
  const { preview, isValid, isCounting, savedSize } = props;
  const { size, total, share, reachable, warnings, sample } = preview;
  const difference = savedSize === undefined || isCounting ? 0 : size - savedSize;
  return (
    <Stack gap="sm">
      <Box>
        <Group gap={8} align="baseline">
          <Text fz={28} fw={650} lh={1.1} data-testid="audience-size">
            {formatNumber(size)}
          </Text>
          <Text c="dimmed" fz="sm">
            of {formatNumber(total)} people, {formatShare(share)}
          </Text>
        </Group>
        <Progress value={share * 100} size={5} mt={6} aria-label="Share of all people" />
        {difference !== 0 && (
          <Text fz="xs" c="dimmed" mt={4}>
            {formatNumber(Math.abs(difference))} {difference > 0 ? 'more' : 'fewer'} than saved
          </Text>
        )}
        {!isValid && !isCounting && (
          <Text fz="xs" c="dimmed" mt={4}>
            Of the rule before: correct what is marked to count again.
          </Text>
        )}
      </Box>
      {warnings.length > 0 && (
        <List fz="xs" spacing={2}>
          {warnings.map(({ code, message, pointer }) => (
            <List.Item key={`${code} ${pointer}`}>{message}</List.Item>
          ))}
        </List>
      )}
      <Divider label="Reachable" labelPosition="left" />
      <Stack gap={6}>
        <Reach label="E-mail" count={reachable.email} size={size} />
        <Reach label="Phone" count={reachable.phone} size={size} />
        <Reach label="Slack" count={reachable.slack} size={size} />
      </Stack>
      <Divider label="Overlap" labelPosition="left" />
      <Overlaps {...props} />
      <Divider label="Some of them" labelPosition="left" />
      <SampleMembers members={sample} />
    </Stack>
  );
}

interface ReachProps {
  readonly label: string;
  readonly count: number;
  readonly size: number;
}

function Reach({ label, count, size }: ReachProps) {
  const share = size === 0 ? 0 : count / size;
  return (
    <Box>
      <Group justify="space-between" gap="xs">
        <Text fz="xs">{label}</Text>
        <Text fz="xs" className="number">
          {formatNumber(count)} <span style={{ opacity: 0.75 }}>({formatShare(share)})</span>
        </Text>
      </Group>
      <Progress value={share * 100} size={3} color="teal.7" aria-label={`${label}: share`} />
    </Box>
  );
}

function Overlaps({ preview, overlaps, segmentKey, onOverlaps }: NumbersProps) {
  const { data } = api.useQuery('get', '/api/segments');
  const names = new Map((data?.segments ?? []).map(({ key, name }) => [key, name]));
  const options = [...names]
    .filter(([key]) => key !== segmentKey)
    .map(([value, label]) => ({ value, label }));
  return (
    <Stack gap={6}>
      <MultiSelect
        aria-label="Segments to compare with"
        placeholder={overlaps.length === 0 ? 'Compare with segments' : ''}
        data={options}
        value={[...overlaps]}
        onChange={onOverlaps}
        maxValues={MOST_OVERLAPS}
        searchable
      />
      {preview.overlaps.map(({ key, both, share, size }) => (
        <Tooltip key={key} label={`${names.get(key) ?? key} has ${formatNumber(size)} members`}>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Text fz="xs" truncate>
              {names.get(key) ?? key}
            </Text>
            <Text fz="xs" className="number" style={{ whiteSpace: 'nowrap' }}>
              {formatNumber(both)} in both, {formatShare(share)}
            </Text>
          </Group>
        </Tooltip>
      ))}
    </Stack>
  );
}
