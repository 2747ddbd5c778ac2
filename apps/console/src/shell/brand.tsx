import { Group, Text } from '@mantine/core';

export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src="/icon.svg" alt="" width={22} height={22} />
      <Text fw={650} fz="md">
        Segue
      </Text>
    </Group>
  );
}
