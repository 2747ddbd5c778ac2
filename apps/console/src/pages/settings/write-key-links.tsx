import { Stack, Text } from '@mantine/core';
import { api } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { Loaded } from '../../components/states';
import { usePlugins } from '../../api/use-plugins';

/** Write keys belong to the connections that they send to. */
export function WriteKeyLinks() {
  const plugins = usePlugins().data?.plugins ?? [];
  const connections = api.useQuery('get', '/api/connections');
  const withKeys = new Set(plugins.filter((one) => one.hasWriteKeys).map(({ key }) => key));
  return (
    <Card title="Write keys">
      <Text fz="sm" c="dimmed" mb="xs">
        Sites and apps that send events use write keys, which belong to a connection.
      </Text>
      <Loaded query={connections}>
        {(data) => {
          const own = data.connections.filter(({ plugin }) => withKeys.has(plugin));
          if (own.length === 0) {
            return (
              <Text fz="sm">
                No connection takes write keys yet.{' '}
                <TextLink to="/connections/new" underline="always">
                  Make one
                </TextLink>
              </Text>
            );
          }
          return (
            <Stack gap={4}>
              {own.map(({ id }) => (
                <TextLink
                  key={id}
                  to="/connections/$id"
                  params={{ id }}
                  search={{ tab: 'keys' }}
                  fz="sm"
                >
                  Write keys of {id}
                </TextLink>
              ))}
            </Stack>
          );
        }}
      </Loaded>
    </Card>
  );
}
