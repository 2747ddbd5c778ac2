import {
  Group,
  NativeSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { api } from '../api/client';
import { useSession } from '../api/session';
import { kindOf, partsOf, UNITS, type ScheduleKind, type WrittenSchedule } from './schedule';
import { SchedulePreview } from './schedule-preview';

interface ScheduleEditorProps {
  readonly value: WrittenSchedule | null;
  /** What is scheduled: it cannot run after itself. */
  readonly id: string | undefined;
  readonly onChange: (value: WrittenSchedule | null) => void;
}

const KINDS: readonly { readonly value: ScheduleKind; readonly label: string }[] = [
  { value: 'none', label: 'By hand' },
  { value: 'every', label: 'Every …' },
  { value: 'at', label: 'Daily' },
  { value: 'cron', label: 'Cron' },
  { value: 'after', label: 'After …' },
];

/** When something runs by itself, with the times that come of it. */
export function ScheduleEditor({ value, id, onChange }: ScheduleEditorProps) {
  const others = useOthers(id);
  const kind = kindOf(value);
  const begin = (next: ScheduleKind): WrittenSchedule | null => {
    if (next === 'every') return { every: '1h' };
    if (next === 'at') return { at: '06:00' };
    if (next === 'cron') return { cron: '0 6 * * 1-5' };
    return next === 'after' ? { after: others[0] ?? '' } : null;
  };
  return (
    <Stack gap="sm" align="flex-start">
      <SegmentedControl
        aria-label="When it runs"
        data={[...KINDS]}
        value={kind}
        onChange={(next) => onChange(begin(next))}
      />
      {value && 'every' in value && <Every every={value.every} onChange={onChange} />}
      {value && 'at' in value && (
        <Group gap="sm" align="flex-end">
          <TextInput
            type="time"
            label="At"
            value={value.at}
            onChange={({ currentTarget }) => onChange({ ...value, at: currentTarget.value })}
          />
          <Zone
            value={value.timezone}
            onChange={(timezone) => onChange({ at: value.at, ...timezone })}
          />
        </Group>
      )}
      {value && 'cron' in value && (
        <Group gap="sm" align="flex-end">
          <TextInput
            label="Cron: minute, hour, day, month, weekday"
            value={value.cron}
            maxLength={200}
            ff="monospace"
            onChange={({ currentTarget }) => onChange({ ...value, cron: currentTarget.value })}
          />
          <Zone
            value={value.timezone}
            onChange={(timezone) => onChange({ cron: value.cron, ...timezone })}
          />
        </Group>
      )}
      {value && 'after' in value && (
        <NativeSelect
          label="Runs after each run of"
          value={value.after}
          data={
            others.length === 0 ? [{ value: '', label: 'There is nothing else yet' }] : [...others]
          }
          onChange={({ currentTarget }) => onChange({ after: currentTarget.value })}
        />
      )}
      {value === null ? null : <SchedulePreview schedule={value} />}
    </Stack>
  );
}

interface EveryProps {
  readonly every: string;
  readonly onChange: (value: WrittenSchedule) => void;
}

function Every({ every, onChange }: EveryProps) {
  const [amount, unit] = partsOf(every);
  return (
    <Group gap="xs" align="flex-end">
      <NumberInput
        label="Every"
        w={90}
        min={1}
        allowDecimal={false}
        value={amount}
        onChange={(next) => {
          if (typeof next === 'number' && next >= 1) onChange({ every: `${next}${unit}` });
        }}
      />
      <NativeSelect
        aria-label="Unit"
        value={unit}
        data={[...UNITS]}
        onChange={({ currentTarget }) => onChange({ every: `${amount}${currentTarget.value}` })}
      />
    </Group>
  );
}

interface ZoneProps {
  readonly value: string | undefined;
  readonly onChange: (timezone: { readonly timezone?: string }) => void;
}

const ZONES = Intl.supportedValuesOf('timeZone');

function Zone({ value, onChange }: ZoneProps) {
  const { timezone } = useSession().workspace;
  const zones = [...new Set([timezone, 'UTC', ...ZONES])];
  return (
    <Select
      label="Time zone"
      searchable
      limit={50}
      data={zones}
      value={value ?? timezone}
      onChange={(zone) => onChange(zone === null || zone === timezone ? {} : { timezone: zone })}
    />
  );
}

/** What else runs, and so can be waited for. */
function useOthers(id: string | undefined): readonly string[] {
  const connections = api.useQuery('get', '/api/connections').data?.connections ?? [];
  const syncs = api.useQuery('get', '/api/syncs').data?.syncs ?? [];
  return [...connections.filter(({ isReadable }) => isReadable), ...syncs]
    .map((entry) => entry.id)
    .filter((other) => other !== id);
}
