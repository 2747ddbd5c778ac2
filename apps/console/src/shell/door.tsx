import { Box, Center, Paper, Stack, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Brand } from './brand';

/** The frame of the pages on which one comes in. */
export function Door({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  useDocumentTitle(`${title} · Segue`);
  return (
    <Center mih="100vh" p="md" component="main">
      <Box w="100%" maw={380}>
        <Center mb="lg">
          <Brand />
        </Center>
        <Paper withBorder p="lg" style={{ borderColor: 'var(--segue-line)' }}>
          <Stack gap="md">
            <Title order={1}>{title}</Title>
            {children}
          </Stack>
        </Paper>
      </Box>
    </Center>
  );
}
