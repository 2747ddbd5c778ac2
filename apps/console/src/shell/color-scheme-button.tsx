import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

const NEXT = { auto: 'light', light: 'dark', dark: 'auto' } as const;
const LOOKS = {
  auto: { label: 'Colours as on this computer', icon: IconDeviceDesktop },
  light: { label: 'Light colours', icon: IconSun },
  dark: { label: 'Dark colours', icon: IconMoon },
} as const;

export function ColorSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { label, icon: SchemeIcon } = LOOKS[colorScheme];
  return (
    <Tooltip label={`${label}. Click for: ${LOOKS[NEXT[colorScheme]].label.toLowerCase()}`}>
      <ActionIcon aria-label={`${label}; change`} onClick={() => setColorScheme(NEXT[colorScheme])}>
        <SchemeIcon size={17} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
