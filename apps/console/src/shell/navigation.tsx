import { Box, Group, ScrollArea, Stack } from '@mantine/core';
import {
  IconArrowsExchange,
  IconFilter,
  IconHistory,
  IconHome,
  IconPlug,
  IconSettings,
  IconUser,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { useMatchRoute, type LinkProps } from '@tanstack/react-router';
import { PageLink } from '../components/links';
import { AccountMenu } from './account-menu';
import { Brand } from './brand';
import { ColorSchemeButton } from './color-scheme-button';

const PAGES: readonly { to: LinkProps['to']; label: string; icon: Icon }[] = [
  { to: '/', label: 'Overview', icon: IconHome },
  { to: '/connections', label: 'Connections', icon: IconPlug },
  { to: '/profiles', label: 'Profiles', icon: IconUser },
  { to: '/segments', label: 'Segments', icon: IconUsers },
  { to: '/funnels', label: 'Funnels', icon: IconFilter },
  { to: '/syncs', label: 'Syncs', icon: IconArrowsExchange },
  { to: '/runs', label: 'Runs', icon: IconHistory },
  { to: '/settings', label: 'Settings', icon: IconSettings },
];

export function Navigation() {
  const matchRoute = useMatchRoute();
  return (
    <Stack gap={0} h="100%" p="xs">
      <Box component="header" px={8} py={10} visibleFrom="sm">
        <Brand />
      </Box>
      <ScrollArea style={{ flex: 1 }} type="never">
        <nav aria-label="Pages">
          {PAGES.map(({ to, label, icon: PageIcon }) => (
            <PageLink
              key={to}
              to={to}
              label={label}
              leftSection={<PageIcon size={17} stroke={1.6} aria-hidden />}
              active={matchRoute({ to, fuzzy: to !== '/' }) !== false}
              py={6}
              style={{ borderRadius: 6 }}
            />
          ))}
        </nav>
      </ScrollArea>
      <Group gap={2} wrap="nowrap" justify="space-between">
        <AccountMenu />
        <ColorSchemeButton />
      </Group>
    </Stack>
  );
}
