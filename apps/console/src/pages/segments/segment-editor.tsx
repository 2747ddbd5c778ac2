import { Alert, Box, Button, Grid, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { hasCode } from '../../api/problem';
import { RuleBuilder } from '../../builder/rule-builder';
import { useRuleHistory } from '../../builder/use-rule-history';
import { useRuleInfo } from '../../builder/use-rule-info';
import { useTree } from '../../builder/use-tree';
import { Card } from '../../components/card';
import { Failed } from '../../components/states';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { isSame } from '../../rules/json';
import { AudiencePanel } from './audience-panel';
import type { SegmentDraft } from './segment-draft';
import { ShelfFields } from './shelf-fields';
import { slugOf } from '../../format/slug';

interface SegmentEditorProps {
  readonly initial: SegmentDraft;
  /** Of one that is there: its key stays. */
  readonly savedSize?: number;
  readonly isNew: boolean;
  readonly isSaving: boolean;
  readonly saveError: unknown;
  readonly onSave: (draft: SegmentDraft) => void;
  readonly onCancel: () => void;
  readonly onReload?: () => void;
}

/** Name and rule of a segment, with whom it selects beside it. */
export function SegmentEditor(props: SegmentEditorProps) {
  const { initial, savedSize, isNew, isSaving, saveError, onSave, onCancel, onReload } = props;
  const [name, setName] = useState(initial.name);
  const [ownKey, setOwnKey] = useState(initial.key || undefined);
  const [description, setDescription] = useState(initial.description);
  const { tags, folder, visibility, visibleTo } = initial;
  const before = { tags, folder, visibility, visibleTo };
  const [shelf, setShelf] = useState(before);
  const [overlaps, setOverlaps] = useState<readonly string[]>([]);
  const { history, change, undo, redo } = useRuleHistory(initial.rule);
  const rule = history.present;
  const [tree, setTree] = useTree(rule, 'rule', change);
  const savedKey = isNew ? undefined : initial.key;
  const info = useRuleInfo({ tree, rule, key: savedKey, overlaps });
  const isEmpty = tree.rules.length === 0;
  const key = ownKey ?? slugOf(name);
  const draft: SegmentDraft = {
    key,
    name: name.trim(),
    description: description.trim(),
    rule,
    ...shelf,
    folder: shelf.folder.trim(),
  };
  const isDirty =
    name !== initial.name ||
    description !== initial.description ||
    !isSame({ ...shelf }, { ...before }) ||
    !isSame(rule, initial.rule);
  const canSave = info.isValid && draft.name !== '' && key !== '' && (isDirty || isNew);
  return (
    <>
      <UnsavedGuard isDirty={isDirty && !isSaving} />
      <Grid gap="md" align="flex-start">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <Card>
              <Stack gap="xs">
                <Group gap="sm" align="flex-start" grow>
                  <TextInput
                    label="Name"
                    required
                    value={name}
                    maxLength={200}
                    placeholder="Window shoppers"
                    onChange={({ currentTarget }) => setName(currentTarget.value)}
                  />
                  <TextInput
                    label="Key"
                    description={isNew ? undefined : 'stays as it is'}
                    inputWrapperOrder={['label', 'input', 'description', 'error']}
                    required
                    value={key}
                    maxLength={64}
                    disabled={!isNew}
                    onChange={({ currentTarget }) => setOwnKey(currentTarget.value)}
                  />
                </Group>
                <Textarea
                  label="Description"
                  value={description}
                  maxLength={2000}
                  autosize
                  minRows={1}
                  placeholder="What it is for, so that others know"
                  onChange={({ currentTarget }) => setDescription(currentTarget.value)}
                />
                <ShelfFields shelf={shelf} onChange={setShelf} />
              </Stack>
            </Card>
            <Card title="Who is in">
              <RuleBuilder
                history={history}
                tree={tree}
                info={info}
                segmentKey={savedKey}
                isReadOnly={false}
                onTree={setTree}
                onRule={change}
                onUndo={undo}
                onRedo={redo}
              />
            </Card>
            {saveError != null && (
              <Box>
                <Failed error={saveError} />
                {hasCode(saveError, 'VERSION_CONFLICT') && onReload && (
                  <Alert color="yellow" mx="md">
                    <Button variant="default" onClick={onReload}>
                      Load what is saved now, and lose these edits
                    </Button>
                  </Alert>
                )}
              </Box>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={onCancel}>
                Cancel
              </Button>
              <Button disabled={!canSave} loading={isSaving} onClick={() => onSave(draft)}>
                {isNew ? 'Create segment' : 'Save'}
              </Button>
            </Group>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Box style={{ position: 'sticky', top: 16 }}>
            <AudiencePanel
              preview={info.preview}
              error={info.previewError}
              isCounting={info.isCounting}
              isEmpty={isEmpty}
              isValid={info.isValid}
              savedSize={savedSize}
              segmentKey={savedKey}
              overlaps={overlaps}
              onOverlaps={setOverlaps}
            />
          </Box>
        </Grid.Col>
      </Grid>
    </>
  );
}
