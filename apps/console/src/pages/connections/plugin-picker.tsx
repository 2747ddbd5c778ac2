import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { CardLink } from '../../components/card-link';

type Plugin = Schemas['PluginDto'];

/** What can be connected, by what it is for. */
export function PluginPicker({ plugins }: { readonly plugins: readonly Plugin[] }) {
  return (
    <Stack gap="lg">
      <Group title="Sources" plugins={plugins.filter(({ kind }) => kind !== 'destination')} />
      <Group title="Destinations" plugins={plugins.filter(({ kind }) => kind === 'destination')} />
    </Stack>
  );
}

interface GroupProps {
  readonly title: string;
  readonly plugins: readonly Plugin[];
}

function Group({ title, plugins }: GroupProps) {
  const makeable = plugins.filter(({ isMakeable }) => isMakeable);
  const others = plugins.filter(({ isMakeable }) => !isMakeable);
  return (
    <section aria-label={title}>
      <Title order={2} mb="xs">
        {title}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        {makeable.map((plugin) => (
          <CardLink key={plugin.key} to="/connections/new" search={{ plugin: plugin.key }}>
            <Text fw={600}>{plugin.title}</Text>
            <Text fz="xs" c="dimmed">
              {describe(plugin)}
            </Text>
          </CardLink>
        ))}
      </SimpleGrid>
      {others.length > 0 && (
        <Text fz="xs" c="dimmed" mt="xs">
          {others.map((plugin) => plugin.title).join(', ')}: declared in segue.yaml only, as it
          reads the machine that the hub runs on.
        </Text>
      )}
    </section>
  );
}

function describe({ isPush, isReadable, kind, streams }: Plugin): string {
  if (kind === 'destination') return 'Segments are sent to it';
  const what = streams.map(({ title }) => title).join(', ');
  const how = isPush && !isReadable ? 'Sends to the hub' : 'Is read on a schedule';
  return what === '' ? how : `${how}: ${what}`;
}
