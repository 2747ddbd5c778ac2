import { Box, Group, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { nameOf } from '../../format/people';

type Member = Schemas['PreviewDto']['sample'][number];

/** A few of the people, by the best name that there is of them. */
export function SampleMembers({ members }: { readonly members: readonly Member[] }) {
  if (members.length === 0) {
    return (
      <Text fz="xs" c="dimmed">
        Nobody.
      </Text>
    );
  }
  return (
    <Stack gap={4} component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {members.slice(0, 8).map((member) => {
        const [name, ...others] = nameOf(member);
        return (
          <Box component="li" key={member.profileId}>
            <Group gap={6} wrap="nowrap">
              <Text fz="xs" truncate>
                {name}
              </Text>
              <Text fz="xs" c="dimmed" truncate>
                {others[0]}
              </Text>
            </Group>
          </Box>
        );
      })}
    </Stack>
  );
}
