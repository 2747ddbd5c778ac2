import { ActionIcon, Autocomplete, Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconPlus, IconTrash } from '@tabler/icons-react';
import { api } from '../../../api/client';
import { NameInput } from '../../../builder/inputs/name-input';
import { nextId } from '../../../rules/next-id';
import { settingsOf } from '../../../schema-form/form-values';
import { SampleRows } from './sample-rows';
import type { StepProps } from './step-props';
import type { FieldMapping } from './sync-draft';

/** Which traits go along, with some members as they would be sent. */
export function FieldsStep(props: StepProps) {
  const { draft, audienceFields, problems, onChange } = props;
  const { connection, fields } = draft;
  const audience = settingsOf(audienceFields, draft.audience);
  const known = api.useQuery(
    'post',
    '/api/connections/{id}/fields',
    { params: { path: { id: connection } }, body: { audience } },
    { retry: false },
  );
  const names = known.data?.fields ?? [];
  const set = (key: string, change: Partial<FieldMapping>) =>
    onChange({
      fields: fields.map((mapping) => (mapping.key === key ? { ...mapping, ...change } : mapping)),
    });
  return (
    <Stack gap="md">
      {fields.length === 0 && (
        <Text fz="sm" c="dimmed">
          Without fields, only who is in, and who is not, is sent.
        </Text>
      )}
      <Stack gap="xs" component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {fields.map(({ key, field, trait }, index) => (
          <li key={key}>
            <Group gap="xs" align="flex-start" wrap="nowrap">
              <Autocomplete
                aria-label={`Field there, line ${index + 1}`}
                placeholder="Field there"
                data={names.map(({ name }) => name)}
                renderOption={({ option: { value } }) => {
                  const found = names.find(({ name }) => name === value);
                  return (
                    <Text fz="xs">
                      {value} <span style={{ opacity: 0.75 }}>{found?.title}</span>
                    </Text>
                  );
                }}
                value={field}
                error={problems.find(({ pointer }) => pointer === `/fields/${field}`)?.message}
                style={{ flex: 1, minWidth: 0 }}
                onChange={(value) => set(key, { field: value })}
              />
              <IconArrowLeft size={15} aria-label="from" style={{ marginTop: 7, flex: 'none' }} />
              <div style={{ flex: 1, minWidth: 0 }}>
                <NameInput
                  label={`Trait here, line ${index + 1}`}
                  placeholder="Trait here"
                  source={{ of: 'traits' }}
                  width="100%"
                  value={trait}
                  onChange={(value) => set(key, { trait: value })}
                />
              </div>
              <ActionIcon
                aria-label={`Remove line ${index + 1}`}
                onClick={() => onChange({ fields: fields.filter((one) => one.key !== key) })}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </Group>
          </li>
        ))}
      </Stack>
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => onChange({ fields: [...fields, { key: nextId(), field: '', trait: '' }] })}
        >
          Add a field
        </Button>
      </Group>
      <SampleRows {...props} />
    </Stack>
  );
}
