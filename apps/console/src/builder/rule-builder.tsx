import { ActionIcon, Box, Group, SegmentedControl, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import type { History } from '../rules/history';
import type { Json } from '../rules/json';
import type { TreeGroup } from '../rules/rule-tree';
import { BuilderContext, type BuilderState } from './builder-context';
import classes from './builder.module.css';
import { RuleText } from './rule-text-editor';
import { RuleTreeEditor } from './rule-tree-editor';
import type { RuleInfo } from './use-rule-info';

interface RuleBuilderProps {
  readonly history: History<Json>;
  readonly tree: TreeGroup;
  readonly info: RuleInfo;
  readonly segmentKey: string | undefined;
  readonly isReadOnly: boolean;
  readonly onTree: (tree: TreeGroup) => void;
  readonly onRule: (rule: Json) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

type View = 'builder' | 'yaml' | 'json';

const VIEWS = [
  { value: 'builder', label: 'Builder' },
  { value: 'yaml', label: 'YAML' },
  { value: 'json', label: 'JSON' },
];

/** A rule as conditions, or as text, with undo. */
export function RuleBuilder(props: RuleBuilderProps) {
  const { history, tree, info, segmentKey, isReadOnly, onTree, onRule, onUndo, onRedo } = props;
  const [view, setView] = useState<View>('builder');
  const state: BuilderState = {
    grammar: 'rule',
    events: [],
    isReadOnly,
    segmentKey,
    total: info.preview?.total,
    infoOf: (id) => (id === undefined ? undefined : info.nodes.get(id)),
  };
  const handleKeys = (event: KeyboardEvent) => {
    const way = isReadOnly ? undefined : wayOf(event);
    if (!way) return;
    event.preventDefault();
    if (way === 'back') onUndo();
    else onRedo();
  };
  return (
    <Box onKeyDown={handleKeys} className={isReadOnly ? classes.shown : undefined}>
      <Group justify="space-between" mb="sm">
        <SegmentedControl
          aria-label="How the rule is shown"
          value={view}
          data={VIEWS}
          onChange={(next) => setView(next as View)}
        />
        {!isReadOnly && (
          <Group gap={4}>
            <Tooltip label="Undo (Ctrl Z)">
              <ActionIcon aria-label="Undo" disabled={history.past.length === 0} onClick={onUndo}>
                <IconArrowBackUp size={17} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Redo (Ctrl Shift Z)">
              <ActionIcon aria-label="Redo" disabled={history.future.length === 0} onClick={onRedo}>
                <IconArrowForwardUp size={17} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Group>
      {view === 'builder' ? (
        <BuilderContext value={state}>
          <RuleTreeEditor tree={tree} onChange={onTree} />
        </BuilderContext>
      ) : (
        <RuleText
          key={view}
          format={view}
          rule={history.present}
          problems={info.problems}
          isReadOnly={isReadOnly}
          onChange={onRule}
        />
      )}
    </Box>
  );
}

function wayOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): 'back' | 'forth' | undefined {
  if (!ctrlKey && !metaKey) return undefined;
  if (key.toLowerCase() === 'z') return shiftKey ? 'forth' : 'back';
  return key.toLowerCase() === 'y' ? 'forth' : undefined;
}
