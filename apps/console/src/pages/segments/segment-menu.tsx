import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCopy, IconDots, IconSnowflake, IconTrash } from '@tabler/icons-react';
import type { Schemas } from '../../api/client';
import { CopySegment } from './copy-segment';
import { DeleteSegment } from './delete-segment';

/** What else can be done with a segment. */
export function SegmentMenu({ segment }: { readonly segment: Schemas['SegmentDetailDto'] }) {
  const [isCloning, clone] = useDisclosure(false);
  const [isFreezing, freeze] = useDisclosure(false);
  const [isDeleting, remove] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-end" width={210} trapFocus>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="More for this segment">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={15} />} onClick={clone.open}>
            Clone
          </Menu.Item>
          <Menu.Item leftSection={<IconSnowflake size={15} />} onClick={freeze.open}>
            Freeze as a static one
          </Menu.Item>
          {segment.origin === 'api' && (
            <Menu.Item
              c="var(--segue-bad)"
              leftSection={<IconTrash size={15} />}
              onClick={remove.open}
            >
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <CopySegment segment={segment} kind="clone" isOpen={isCloning} onClose={clone.close} />
      <CopySegment segment={segment} kind="freeze" isOpen={isFreezing} onClose={freeze.close} />
      <DeleteSegment segment={segment} isOpen={isDeleting} onClose={remove.close} />
    </>
  );
}
