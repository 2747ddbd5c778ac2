import { List, Stack, Text } from '@mantine/core';
import { api } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { Empty, Loaded } from '../../components/states';
import { plural } from '../../format/numbers';

/** What needs a segment, so that it cannot be deleted. */
export function UsePanel({ segmentKey }: { readonly segmentKey: string }) {
  const usage = api.useQuery('get', '/api/segments/{key}/usage', {
    params: { path: { key: segmentKey } },
  });
  return (
    <Card>
      <Loaded query={usage}>
        {({ segments, syncs, unseen }) =>
          segments.length + syncs.length + unseen === 0 ? (
            <Empty title="Nothing uses this segment">
              A sync sends its members to a tool; other segments can build on it.
            </Empty>
          ) : (
            <Stack gap="sm">
              {syncs.length > 0 && <Text fw={600}>Syncs that send it</Text>}
              <List fz="sm">
                {syncs.map(({ id, connectionId }) => (
                  <List.Item key={id}>
                    <TextLink to="/syncs/$id" params={{ id }}>
                      {id}
                    </TextLink>{' '}
                    <Text span c="dimmed">
                      to {connectionId}
                    </Text>
                  </List.Item>
                ))}
              </List>
              {segments.length > 0 && <Text fw={600}>Segments that build on it</Text>}
              <List fz="sm">
                {segments.map(({ key, name }) => (
                  <List.Item key={key}>
                    <TextLink to="/segments/$key" params={{ key }}>
                      {name}
                    </TextLink>
                  </List.Item>
                ))}
              </List>
              {unseen > 0 && (
                <Text fz="sm" c="dimmed">
                  And {plural(unseen, 'segment')} of others that you do not see.
                </Text>
              )}
            </Stack>
          )
        }
      </Loaded>
    </Card>
  );
}
