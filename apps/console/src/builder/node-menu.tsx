import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconFolder,
  IconFolderOff,
} from '@tabler/icons-react';
import type { FullField, Path, QueryActions, RuleGroupType, Schema } from 'react-querybuilder';
import { copyOf, editAt, groupAround, groupAt } from '../rules/edit-tree';
import { isGroup, type TreeGroup, type TreeNode } from '../rules/rule-tree';

interface NodeMenuProps {
  readonly node: TreeNode;
  readonly path: Path;
  readonly actions: QueryActions;
  readonly schema: Pick<Schema<FullField, string>, 'getQuery' | 'dispatchQuery'>;
}

/** What else can be done with a condition or a group. */
export function NodeMenu({ node, path, actions, schema }: NodeMenuProps) {
  const what = isGroup(node) ? 'group' : 'condition';
  const index = path.at(-1)!;
  const edit = (change: (node: TreeNode) => readonly TreeNode[]) => {
    const tree = schema.getQuery() as unknown as TreeGroup;
    schema.dispatchQuery(editAt(tree, path, change) as unknown as RuleGroupType);
  };
  const wrap = () => {
    const outer = groupAt(schema.getQuery() as unknown as TreeGroup, path.slice(0, -1));
    edit((one) => [groupAround(one, outer?.combinator ?? 'and')]);
  };
  const duplicate = () => edit((one) => [one, copyOf(one)]);
  return (
    <Menu position="bottom-end" width={190} trapFocus>
      <Menu.Target>
        <ActionIcon aria-label={`More for this ${what}`}>
          <IconDots size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={14} />} onClick={duplicate}>
          Duplicate
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowUp size={14} />}
          disabled={path.length === 1 && index === 0}
          onClick={() => actions.moveRule(path, 'up')}
        >
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={14} />}
          onClick={() => actions.moveRule(path, 'down')}
        >
          Move down
        </Menu.Item>
        <Menu.Item leftSection={<IconFolder size={14} />} onClick={wrap}>
          Put into a group
        </Menu.Item>
        {isGroup(node) && !node.not && (
          <Menu.Item
            leftSection={<IconFolderOff size={14} />}
            onClick={() => actions.ungroupRuleGroup(path)}
          >
            Take out of the group
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
