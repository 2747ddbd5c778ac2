import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { Failed } from '../../components/states';
import { slugOf } from '../../format/slug';

interface CopySegmentProps {
  readonly segment: Schemas['SegmentDetailDto'];
  readonly kind: 'clone' | 'freeze';
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const WORDS = {
  clone: {
    title: 'Clone the segment',
    text: 'Another segment with the same rule, to be changed on its own.',
    suffix: 'copy',
    button: 'Clone',
  },
  freeze: {
    title: 'Freeze the segment',
    text: 'A static segment of those who are members now. It stays as it is, whatever they do.',
    suffix: 'frozen',
    button: 'Freeze',
  },
} as const;

/** Makes another segment of one: with its rule, or of its members as they are. */
export function CopySegment({ segment, kind, isOpen, onClose }: CopySegmentProps) {
  const { title, text, suffix, button } = WORDS[kind];
  const [name, setName] = useState(`${segment.name} (${suffix})`);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const done = {
    onSuccess: async ({ key }: { readonly key: string }) => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['get', '/api/segments'] });
      await navigate({ to: '/segments/$key', params: { key } });
    },
  };
  const clone = api.useMutation('post', '/api/segments/{key}/clone', done);
  const freeze = api.useMutation('post', '/api/segments/{key}/freeze', done);
  const { mutate, error, isPending } = kind === 'clone' ? clone : freeze;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate({ params: { path: { key: segment.key } }, body: { as: slugOf(name), name } });
        }}
      >
        <Stack gap="sm">
          <Text fz="sm" c="dimmed">
            {text}
          </Text>
          <TextInput
            label="Name"
            description={`Key: ${slugOf(name)}`}
            required
            data-autofocus
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          {error != null && <Failed error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending} disabled={slugOf(name) === ''}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
