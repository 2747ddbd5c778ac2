import { Group, NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { RUN_KINDS, RUN_STATES } from '../../runs/run-words';

const route = getRouteApi('/shell/runs');

type Key = 'q' | 'kind' | 'state' | 'target' | 'from' | 'to';

const KINDS = Object.entries(RUN_KINDS).map(([value, label]) => ({ value, label }));
const STATES = Object.entries(RUN_STATES).map(([value, { label }]) => ({ value, label }));

/** Which runs are shown; in the address, so that it can be shared. */
export function RunFilters() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (key: Key, value: string) =>
    void navigate({
      search: ({ [key]: _, ...rest }) => (value === '' ? rest : { ...rest, [key]: value }),
      replace: true,
    });
  return (
    <Group gap="xs" p="sm" role="search" aria-label="Filter runs">
      <TextInput
        aria-label="Find in targets and errors"
        placeholder="Target or error"
        leftSection={<IconSearch size={14} />}
        w={220}
        value={search.q ?? ''}
        maxLength={200}
        onChange={({ currentTarget }) => set('q', currentTarget.value)}
      />
      <NativeSelect
        aria-label="Kind"
        value={search.kind ?? ''}
        data={[{ value: '', label: 'All kinds' }, ...KINDS]}
        onChange={({ currentTarget }) => set('kind', currentTarget.value)}
      />
      <NativeSelect
        aria-label="State"
        value={search.state ?? ''}
        data={[{ value: '', label: 'All states' }, ...STATES]}
        onChange={({ currentTarget }) => set('state', currentTarget.value)}
      />
      <TextInput
        type="date"
        aria-label="From day"
        value={search.from ?? ''}
        onChange={({ currentTarget }) => set('from', currentTarget.value)}
      />
      <TextInput
        type="date"
        aria-label="To day"
        value={search.to ?? ''}
        onChange={({ currentTarget }) => set('to', currentTarget.value)}
      />
      {search.target !== undefined && (
        <NativeSelect
          aria-label="Target"
          value={search.target}
          data={[search.target, { value: '', label: 'All targets' }]}
          onChange={({ currentTarget }) => set('target', currentTarget.value)}
        />
      )}
    </Group>
  );
}
