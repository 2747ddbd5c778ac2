import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';

interface TabListProps<T extends string> {
  /** Tab → what it is called. */
  readonly labels: { readonly [tab in T]?: string };
  readonly value: T;
  readonly onChange: (tab: T) => void;
  readonly children: ReactNode;
}

/** Parts of a page, of which one is shown. */
export function TabList<T extends string>({ labels, value, onChange, children }: TabListProps<T>) {
  return (
    <Tabs value={value} onChange={(tab) => onChange((tab ?? value) as T)}>
      <Tabs.List style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
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
