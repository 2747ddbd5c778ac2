import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { useSession } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { Failed } from '../../components/states';

interface GiveSegmentProps {
  readonly segment: Schemas['SegmentDetailDto'];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Makes somebody else the owner of a segment. */
export function GiveSegment({ segment, isOpen, onClose }: GiveSegmentProps) {
  const { key, owner, visibility } = segment;
  const me = useSession();
  const [chosen, setChosen] = useState('');
  const people = api.useQuery('get', '/api/segment-owners', {}, { enabled: isOpen });
  const others = (people.data?.owners ?? []).filter(({ id }) => id !== owner?.id);
  const isGone = visibility === 'personal' && me.role !== 'owner' && chosen !== me.id;
  const refresh = useRefresh();
  const navigate = useNavigate();
  const give = api.useMutation('patch', '/api/segments/{key}', {
    onSuccess: async () => {
      onClose();
      if (isGone) await navigate({ to: '/segments' });
      await refresh('/api/segments', '/api/segments/{key}');
    },
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Give the segment to somebody"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          give.mutate({ params: { path: { key } }, body: { owner: chosen } });
        }}
      >
        <Stack gap="sm">
          <Text fz="sm" c="dimmed">
            {owner ? `It is ${owner.name}’s now. ` : 'It is nobody’s now. '}
            Its owner decides who sees it.
            {isGone && ' As a personal one it is then theirs alone: you do not see it any more.'}
          </Text>
          <NativeSelect
            label="Owner"
            required
            data-autofocus
            value={chosen}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
            data={[
              { value: '', label: 'Choose somebody', disabled: true },
              ...others.map(({ id, name, role }) => ({ value: id, label: `${name}, ${role}` })),
            ]}
          />
          {(give.error ?? people.error) != null && <Failed error={give.error ?? people.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={give.isPending} disabled={chosen === ''}>
              Give
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
