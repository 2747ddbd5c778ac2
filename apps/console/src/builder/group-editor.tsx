import {
  ActionIcon,
  Box,
  Button,
  Group,
  SegmentedControl,
  Stack,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconFolderPlus, IconTrash } from '@tabler/icons-react';
import { Fragment } from 'react';
import type { RuleGroupProps, RuleGroupType } from 'react-querybuilder';
import { nextId } from '../rules/next-id';
import type { TreeGroup, TreeNode } from '../rules/rule-tree';
import { AddCondition } from './add-condition';
import { useBuilder } from './builder-context';
import classes from './builder.module.css';
import { NodeMenu } from './node-menu';
import { NodeNumbers } from './node-numbers';
import { NodeProblems } from './node-problems';
import { NotToggle } from './not-toggle';

/** A group of conditions, all of which have to hold, or one. */
export function GroupEditor(props: RuleGroupProps) {
  const { path, schema, actions } = props;
  const group = props.ruleGroup as unknown as TreeGroup;
  const { grammar, infoOf, isReadOnly } = useBuilder();
  const info = infoOf(group.id);
  const isRoot = path.length === 0;
  const change = (prop: 'combinator' | 'not', value: unknown) =>
    actions.onPropChange(prop, value, path);
  const addGroup = () =>
    actions.onGroupAdd(
      {
        id: nextId(),
        combinator: group.combinator === 'and' ? 'or' : 'and',
        not: false,
        rules: [],
      } as RuleGroupType,
      path,
    );
  const name = isRoot ? 'the rule' : 'this group';
  return (
    <Box
      className={isRoot ? classes.root : classes.group}
      role="group"
      aria-label={isRoot ? 'Conditions' : `Group ${path.map((step) => step + 1).join('.')}`}
    >
      <Group gap="xs" className={classes.header} wrap="wrap">
        <NotToggle
          isNot={group.not}
          what={name}
          disabled={isReadOnly}
          onChange={(isNot) => change('not', isNot)}
        />
        <SegmentedControl
          size="xs"
          aria-label={`Which conditions of ${name} have to hold`}
          value={group.combinator}
          disabled={isReadOnly}
          onChange={(combinator) => change('combinator', combinator)}
          data={[
            { value: 'and', label: 'All' },
            { value: 'or', label: 'Any' },
          ]}
        />
        <Text fz="sm" c="dimmed">
          of these
        </Text>
        <Box style={{ flex: 1 }} />
        {!isRoot && <NodeNumbers info={info} />}
        {!isRoot && !isReadOnly && (
          <Group gap={2} wrap="nowrap">
            <NodeMenu node={group} path={path} actions={actions} schema={schema} />
            <Tooltip label="Remove the group">
              <ActionIcon aria-label="Remove the group" onClick={() => actions.onGroupRemove(path)}>
                <IconTrash size={15} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Group>
      <NodeProblems info={info} />
      <Stack gap={0}>
        {group.rules.map((node, index) => (
          <Fragment key={node.id}>
            {index > 0 && <div className={classes.joint}>{group.combinator}</div>}
            <Child {...props} node={node} path={[...path, index]} />
          </Fragment>
        ))}
      </Stack>
      {group.rules.length === 0 && (
        <Text fz="sm" c="dimmed" py="xs">
          {isRoot
            ? 'Nobody is chosen yet: add the first condition.'
            : 'Add a condition to this group.'}
        </Text>
      )}
      {!isReadOnly && (
        <Group gap="xs" mt="xs">
          <AddCondition grammar={grammar} onAdd={(leaf) => actions.onRuleAdd(leaf, path)} />
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            leftSection={<IconFolderPlus size={14} />}
            onClick={addGroup}
          >
            Add group
          </Button>
        </Group>
      )}
    </Box>
  );
}

type ChildProps = Omit<RuleGroupProps, 'ruleGroup' | 'id'> & { readonly node: TreeNode };

function Child({ node, path, ...props }: ChildProps) {
  const { ruleGroup: GroupControl, rule: LeafControl } = props.schema.controls;
  const common = {
    id: node.id,
    path,
    schema: props.schema,
    actions: props.actions,
    disabled: props.disabled,
    translations: props.translations,
    context: props.context as unknown,
  };
  return 'rules' in node ? (
    <GroupControl {...common} ruleGroup={node as unknown as RuleGroupType} />
  ) : (
    <LeafControl {...common} rule={node} />
  );
}
