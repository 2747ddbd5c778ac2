import { Box, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  /** Of the browser's tab, where the heading alone does not say it. */
  readonly tabTitle?: string;
  /** Above the title: where one comes from. */
  readonly above?: ReactNode;
  readonly beside?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page(props: PageProps) {
  const { title, tabTitle = title, above, beside, description, actions, children } = props;
  useDocumentTitle(`${tabTitle} · Segue`);
  return (
    <Box px={{ base: 'md', sm: 'lg' }} py="md" maw={1480} mx="auto">
      {above && (
        <Text fz="xs" c="dimmed" mb={4} component="div">
          {above}
        </Text>
      )}
      <Group justify="space-between" align="flex-start" gap="sm" mb="md">
        <Box style={{ minWidth: 0, flex: '1 1 240px' }}>
          <Group gap="xs">
            <Title order={1} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {beside}
          </Group>
          {description && (
            <Text c="dimmed" fz="sm" mt={2} component="div" maw={760}>
              {description}
            </Text>
          )}
        </Box>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
