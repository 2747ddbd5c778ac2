import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { placeText } from '../../components/managed-by-file';
import { Failed } from '../../components/states';

type Settings = Schemas['WorkspaceSettingsDto'];

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** What segue.yaml leaves open is set here. */
export function WorkspaceForm({ settings }: { readonly settings: Settings }) {
  const { locations } = settings;
  const [name, setName] = useState(settings.name);
  const [timezone, setTimezone] = useState(settings.timezone);
  const canWrite = useCan('settings:write');
  const refresh = useRefresh();
  const save = api.useMutation('patch', '/api/workspace', {
    onSuccess: () => refresh('/api/workspace', '/api/session'),
  });
  const edit = {
    ...(name === settings.name ? {} : { name }),
    ...(timezone === settings.timezone ? {} : { timezone }),
  };
  const isSame = Object.keys(edit).length === 0;
  const isOpen = canWrite && !(locations.name && locations.timezone);
  const zones = ZONES.includes(settings.timezone) ? ZONES : [settings.timezone, ...ZONES];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ body: edit });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Name"
          description={managedBy(locations.name)}
          readOnly={!canWrite || locations.name !== null}
          maxLength={100}
          required
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Select
          label="Time zone"
          description={
            managedBy(locations.timezone) ??
            'Days, windows of rules, and schedules that name no zone are those of this one. Another one evaluates all segments anew.'
          }
          readOnly={!canWrite || locations.timezone !== null}
          searchable
          allowDeselect={false}
          data={zones}
          value={timezone}
          onChange={(next) => next !== null && setTimezone(next)}
        />
        {save.error != null && <Failed error={save.error} />}
        {isOpen && (
          <Group>
            <Button type="submit" loading={save.isPending} disabled={isSame || name.trim() === ''}>
              Save
            </Button>
            {save.isSuccess && isSame && <Text fz="sm">Saved.</Text>}
          </Group>
        )}
      </Stack>
    </form>
  );
}

const managedBy = (place: Settings['locations']['name']): string | undefined =>
  place ? `Set in ${placeText(place)}: edit it there.` : undefined;
