import { Button } from '@mantine/core';
import { IconTemplate } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { api } from '../../api/client';
import { TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { bodyOf, NEW_SEGMENT, type SegmentDraft } from './segment-draft';
import { SegmentEditor } from './segment-editor';
import { TemplatePicker } from './template-picker';

const route = getRouteApi('/shell/segments/new');

export function NewSegmentPage() {
  const { rule } = route.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [initial, setInitial] = useState<SegmentDraft>(() =>
    rule === undefined ? NEW_SEGMENT : { ...NEW_SEGMENT, rule },
  );
  /** A template begins a new edit. */
  const [edit, setEdit] = useState(0);
  const [isPicking, { open, close }] = useDisclosure(false);
  const create = api.useMutation('post', '/api/segments', {
    onSuccess: async ({ key }) => {
      await queries.invalidateQueries({ queryKey: ['get', '/api/segments'] });
      await navigate({ to: '/segments/$key', params: { key }, ignoreBlocker: true });
    },
  });
  return (
    <Page
      title="New segment"
      above={<TextLink to="/segments">Segments</TextLink>}
      actions={
        <Button variant="default" leftSection={<IconTemplate size={15} />} onClick={open}>
          Start from a template
        </Button>
      }
    >
      <TemplatePicker
        isOpen={isPicking}
        onClose={close}
        onPick={(draft) => {
          setInitial(draft);
          setEdit(edit + 1);
          close();
        }}
      />
      <SegmentEditor
        key={edit}
        initial={initial}
        isNew
        isSaving={create.isPending}
        saveError={create.error}
        onSave={(draft) =>
          create.mutate({ body: { ...bodyOf(draft), key: draft.key, kind: 'dynamic' } })
        }
        onCancel={() => void navigate({ to: '/segments' })}
      />
    </Page>
  );
}
