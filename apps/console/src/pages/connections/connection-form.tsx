import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { toProblem } from '../../api/problem';
import { Card } from '../../components/card';
import { Failed } from '../../components/states';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { isSame, type Json } from '../../rules/json';
import { ScheduleEditor } from '../../schedules/schedule-editor';
import { fieldsOf } from '../../schema-form/form-fields';
import { missingOf, problemsBelow, settingsOf } from '../../schema-form/form-values';
import { SchemaForm } from '../../schema-form/schema-form';
import { listOf } from '../../format/words';
import { CheckResult } from './check-result';
import type { ConnectionDraft } from './connection-draft';

export interface SavedConnection extends Omit<ConnectionDraft, 'values'> {
  readonly settings: Record<string, Json>;
}

interface ConnectionFormProps {
  readonly plugin: Schemas['PluginDto'];
  readonly initial: ConnectionDraft;
  /** Of one that is there: its secrets that are set. */
  readonly secrets?: Readonly<Record<string, boolean>>;
  readonly isNew: boolean;
  readonly isSaving: boolean;
  readonly saveError: unknown;
  readonly onSave: (saved: SavedConnection) => void;
  readonly onCancel: () => void;
}

/** Name, settings and schedule of a connection, which can be tried before they are saved. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { plugin, initial, secrets = {}, isNew, isSaving, saveError, onSave, onCancel } = props;
  const [draft, setDraft] = useState(initial);
  const fields = useMemo(() => fieldsOf(plugin.settings), [plugin]);
  const check = api.useMutation('post', '/api/connections/check');
  const settings = settingsOf(fields, draft.values);
  const missing = missingOf(fields, draft.values, secrets);
  const edit = (change: Partial<ConnectionDraft>) => setDraft({ ...draft, ...change });
  const error = saveError ?? check.error;
  const found = error == null ? [] : (toProblem(error).problems ?? []);
  const told = check.data?.problem?.problems ?? [];
  const problems = { ...problemsBelow('/settings', found), ...problemsBelow('/settings', told) };
  const idProblem = found.find(({ pointer }) => pointer === '/id')?.message;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { values: _written, ...saved } = draft;
        onSave({ ...saved, settings });
      }}
    >
      <UnsavedGuard isDirty={!isSaving && !isSame(draft as never, initial as never)} />
      <Stack gap="md" maw={760}>
        <Card title={plugin.title}>
          <Stack gap="sm">
            <TextInput
              label="Name"
              description={
                isNew
                  ? 'Lower-case words joined by hyphens. It cannot be changed later.'
                  : undefined
              }
              required
              disabled={!isNew}
              maxLength={64}
              value={draft.id}
              error={idProblem}
              onChange={({ currentTarget }) => edit({ id: currentTarget.value })}
            />
            <SchemaForm
              fields={fields}
              values={draft.values}
              secrets={secrets}
              problems={problems}
              onChange={(values) => edit({ values })}
            />
          </Stack>
        </Card>
        {plugin.isReadable && (
          <Card title="When it is read">
            <ScheduleEditor
              value={draft.schedule}
              id={draft.id}
              onChange={(schedule) => edit({ schedule })}
            />
          </Card>
        )}
        {plugin.kind !== 'source' && (
          <Card title="Who may sync to it">
            <NativeSelect
              aria-label="Who may sync to it"
              value={draft.syncRoles?.join() ?? ''}
              data={[
                { value: '', label: 'Everybody who makes syncs' },
                { value: 'operator', label: 'Owners and operators' },
                { value: 'marketer', label: 'Owners and marketers' },
                { value: 'operator,marketer', label: 'Owners, operators and marketers' },
              ]}
              onChange={({ currentTarget: { value } }) =>
                edit({
                  syncRoles:
                    value === '' ? null : (value.split(',') as ('operator' | 'marketer')[]),
                })
              }
            />
          </Card>
        )}
        {check.data && <CheckResult result={check.data} />}
        {error != null && <Failed error={error} />}
        <Group justify="flex-end">
          {missing.length > 0 && (
            <Text fz="xs" c="dimmed">
              Fill in{' '}
              {listOf(
                missing.map(({ label }) => label),
                'and',
              )}{' '}
              first.
            </Text>
          )}
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={15} />}
            disabled={missing.length > 0}
            loading={check.isPending}
            onClick={() =>
              check.mutate({
                body: { plugin: plugin.key, settings, ...(isNew ? {} : { id: draft.id }) },
              })
            }
          >
            Check
          </Button>
          <Button type="submit" disabled={missing.length > 0} loading={isSaving}>
            {isNew ? 'Create' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
