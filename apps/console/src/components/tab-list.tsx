import { Tabs } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';

interface TabListProps<T extends string> {
  /** Tab → what it is called. */
  readonly labels: { readonly [tab in T]?: string };
  readonly value: T;
  readonly onChange: (tab: T) => void;
  readonly children: ReactNode;
}

/** Parts of a page, of which one is shown. Where its tab has no room beside the others, they are scrolled to it. */
export function TabList<T extends string>({ labels, value, onChange, children }: TabListProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chosen = list.current?.querySelector('[aria-selected="true"]');
    if (!list.current || !chosen) return;
    const [around, at] = [list.current.getBoundingClientRect(), chosen.getBoundingClientRect()];
    list.current.scrollLeft += at.left + at.width / 2 - (around.left + around.width / 2);
  }, [value]);
  return (
    <Tabs value={value} onChange={(tab) => onChange((tab ?? value) as T)}>
      <Tabs.List ref={list} style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
        {Object.entries<string | undefined>(labels).map(([tab, label]) => (
          <Tabs.Tab key={tab} value={tab}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={value} pt="md">
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}
