import { Badge, Box, Group, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { Failed, Loaded } from '../../components/states';
import type { Json } from '../../rules/json';
import { NEW_SEGMENT, type SegmentDraft } from './segment-draft';
import { TemplateForm } from './template-form';
import classes from './segments.module.css';

type Template = Schemas['TemplateDto'];

interface TemplatePickerProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onPick: (draft: SegmentDraft) => void;
}

/** Ready-made segments, those that fit the data first. */
export function TemplatePicker({ isOpen, onClose, onPick }: TemplatePickerProps) {
  const [chosen, setChosen] = useState<Template>();
  const make = api.useMutation('post', '/api/segment-templates/{key}/instantiate', {
    onSuccess: ({ rule, name, description }) => {
      onPick({ ...NEW_SEGMENT, name, description, rule: rule as Json });
      setChosen(undefined);
    },
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      size="lg"
      title={chosen ? chosen.title : 'Start from a template'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {chosen ? (
        <Stack gap="sm">
          <Text fz="sm" c="dimmed">
            {chosen.description}
          </Text>
          <TemplateForm
            template={chosen}
            isPending={make.isPending}
            onBack={() => setChosen(undefined)}
            onSubmit={(body) => make.mutate({ params: { path: { key: chosen.key } }, body })}
          />
          {make.error != null && <Failed error={make.error} />}
        </Stack>
      ) : (
        isOpen && <TemplateList onChoose={setChosen} />
      )}
    </Modal>
  );
}

function TemplateList({ onChoose }: { readonly onChoose: (template: Template) => void }) {
  const [text, setText] = useState('');
  const templates = api.useQuery('get', '/api/segment-templates');
  const matches = ({ title, description, category }: Template) =>
    `${title} ${description} ${category}`.toLowerCase().includes(text.trim().toLowerCase());
  return (
    <Stack gap="sm">
      <TextInput
        aria-label="Find a template"
        placeholder="Find a template"
        value={text}
        data-autofocus
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Loaded query={templates}>
        {(data) => (
          <Box className={classes.templates}>
            {data.templates
              .filter(matches)
              .sort((a, b) => Number(b.isUsable) - Number(a.isUsable))
              .map((template) => (
                <UnstyledButton
                  key={template.key}
                  className={classes.template}
                  onClick={() => onChoose(template)}
                >
                  <Group justify="space-between" gap="xs" wrap="nowrap">
                    <Text fz="sm" fw={600}>
                      {template.title}
                    </Text>
                    {!template.isUsable && (
                      <Badge color="gray" c="dimmed">
                        lacks data
                      </Badge>
                    )}
                  </Group>
                  <Text fz="xs" c="dimmed">
                    {template.description}
                  </Text>
                </UnstyledButton>
              ))}
          </Box>
        )}
      </Loaded>
    </Stack>
  );
}
