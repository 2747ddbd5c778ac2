import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCopy, IconDots, IconSnowflake, IconTrash, IconUserShare } from '@tabler/icons-react';
import type { Schemas } from '../../api/client';
import { useSession } from '../../api/session';
import { CopySegment } from './copy-segment';
import { DeleteSegment } from './delete-segment';
import { GiveSegment } from './give-segment';

/** What else can be done with a segment. */
export function SegmentMenu({ segment }: { readonly segment: Schemas['SegmentDetailDto'] }) {
  const [isCloning, clone] = useDisclosure(false);
  const [isFreezing, freeze] = useDisclosure(false);
  const [isGiving, give] = useDisclosure(false);
  const [isDeleting, remove] = useDisclosure(false);
  const me = useSession();
  const isMine = me.role === 'owner' || segment.owner === null || segment.owner.id === me.id;
  const canGive = segment.origin === 'api' && isMine;
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
          {canGive && (
            <Menu.Item leftSection={<IconUserShare size={15} />} onClick={give.open}>
              Give to somebody
            </Menu.Item>
          )}
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
      <GiveSegment segment={segment} isOpen={isGiving} onClose={give.close} />
      <DeleteSegment segment={segment} isOpen={isDeleting} onClose={remove.close} />
    </>
  );
}
