import { Code, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { Facts } from '../../components/facts';
import { fieldsOf } from '../../schema-form/form-fields';
import { usePlugin } from '../../api/use-plugins';

/** The settings as they are; of secrets only whether there is one. */
export function ConnectionSettings({
  connection,
}: {
  readonly connection: Schemas['ConnectionDetailDto'];
}) {
  const plugin = usePlugin(connection.plugin);
  const { settings, secrets } = connection;
  const known = fieldsOf(plugin?.settings);
  const labels = new Map(known.map(({ name, label }) => [name, label]));
  const names = [...new Set([...known.map(({ name }) => name), ...Object.keys(settings)])];
  const facts = names.flatMap((name) => {
    const value = name in secrets ? secretText(secrets[name] === true) : shown(settings[name]);
    return value === undefined ? [] : [[labels.get(name) ?? name, value] as const];
  });
  return (
    <Card title="Settings">
      {facts.length === 0 ? (
        <Text fz="sm" c="dimmed">
          There is nothing to set.
        </Text>
      ) : (
        <Facts facts={facts} />
      )}
    </Card>
  );
}

const secretText = (isSet: boolean): string => (isSet ? '•••••••• (set)' : 'not set');

function shown(value: unknown) {
  if (value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) {
    return value.length === 0 ? 'none' : value.join(', ');
  }
  return <Code block>{JSON.stringify(value, null, 2)}</Code>;
}
