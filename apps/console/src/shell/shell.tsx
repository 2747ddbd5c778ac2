import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Brand } from './brand';
import { Navigation } from './navigation';
import { useLive } from './use-live';
import { SessionEnded } from './session-ended';

/** The frame of all pages: navigation beside them, above them on a phone. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure();
  const main = useFocusOnNavigation(close);
  useLive();
  return (
    <AppShell
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      header={{ height: { base: 48, sm: 0 } }}
      padding={0}
    >
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <SessionEnded />
      <AppShell.Header hiddenFrom="sm" px="md">
        <Group h="100%" gap="sm">
          <Burger
            opened={isOpen}
            onClick={toggle}
            size="sm"
            aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
            aria-expanded={isOpen}
          />
          <Brand />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar component="div" bg="var(--mantine-color-body)">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

/** A new page is read from its beginning: the focus moves there, except at the first. */
function useFocusOnNavigation(onNavigate: () => void) {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const seen = useRef(path);
  useEffect(() => {
    if (path === undefined || seen.current === path) return;
    if (seen.current !== undefined) main.current?.focus({ preventScroll: true });
    seen.current = path;
    onNavigate();
  }, [path, onNavigate]);
  return main;
}
