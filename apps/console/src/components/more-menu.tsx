import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';

interface MoreMenuProps {
  /** What the actions are for: this sync. */
  readonly subject: string;
  readonly isPaused: boolean;
  readonly onPause: () => void;
  readonly onResume: () => void;
  /** Left out where it cannot be deleted here. */
  readonly onDelete: (() => void) | undefined;
}

/** What is seldom done with something that can be paused. */
export function MoreMenu({ subject, isPaused, onPause, onResume, onDelete }: MoreMenuProps) {
  return (
    <Menu position="bottom-end" width={200} trapFocus>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={`More for ${subject}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isPaused ? (
          <Menu.Item leftSection={<IconPlayerPlay size={15} />} onClick={onResume}>
            Resume
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconPlayerPause size={15} />} onClick={onPause}>
            Pause
          </Menu.Item>
        )}
        {onDelete && (
          <Menu.Item c="var(--segue-bad)" leftSection={<IconTrash size={15} />} onClick={onDelete}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
