import { ActionIcon, Box, Group, Text, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { RuleProps } from 'react-querybuilder';
import type { Json } from '../rules/json';
import type { TreeLeaf } from '../rules/rule-tree';
import { useBuilder } from './builder-context';
import classes from './builder.module.css';
import { LeafFields } from './leaves/leaf-fields';
import { NodeMenu } from './node-menu';
import { NodeNumbers } from './node-numbers';
import { NodeProblems } from './node-problems';
import { NotToggle } from './not-toggle';

/** One condition: its fields, what they mean in words, and how many people it holds for. */
export function LeafEditor({ rule, path, actions, schema }: RuleProps) {
  const leaf = rule as unknown as TreeLeaf;
  const { infoOf, isReadOnly } = useBuilder();
  const info = infoOf(leaf.id);
  const change = (value: Json) => actions.onPropChange('value', value, path);
  return (
    <Box
      className={classes.leaf}
      role="group"
      aria-label={`Condition ${path.map((step) => step + 1).join('.')}`}
      data-problem={(info?.problems.length ?? 0) > 0 || undefined}
    >
      <div className={classes.line}>
        <Box className={classes.fields}>
          <NotToggle
            isNot={leaf.not}
            what="this condition"
            disabled={isReadOnly}
            onChange={(isNot) => actions.onPropChange('not', isNot, path)}
          />
          <LeafFields kind={leaf.field} leaf={leaf.value} onChange={change} disabled={isReadOnly} />
        </Box>
        <NodeNumbers info={info} />
        {!isReadOnly && (
          <Group gap={2} wrap="nowrap">
            <NodeMenu node={leaf} path={path} actions={actions} schema={schema} />
            <Tooltip label="Remove the condition">
              <ActionIcon
                aria-label="Remove the condition"
                onClick={() => actions.onRuleRemove(path)}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </div>
      {info?.text && (
        <Text fz="xs" c="dimmed" mt={4} className={classes.sentence}>
          {leaf.not ? `Not: ${info.text}` : info.text}
        </Text>
      )}
      <NodeProblems info={info} />
    </Box>
  );
}
