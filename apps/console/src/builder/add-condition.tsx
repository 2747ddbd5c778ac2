import { Button, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { OFFERS, type Grammar } from '../rules/leaf-kind';
import { toLeaf, type TreeLeaf } from '../rules/rule-tree';

interface AddConditionProps {
  readonly grammar: Grammar;
  readonly onAdd: (leaf: TreeLeaf) => void;
}

export function AddCondition({ grammar, onAdd }: AddConditionProps) {
  const offers = OFFERS[grammar];
  const [only] = offers;
  const button = (onClick?: () => void) => (
    <Button
      variant="light"
      size="compact-xs"
      leftSection={<IconPlus size={14} />}
      onClick={onClick}
    >
      Add condition
    </Button>
  );
  if (only && offers.length === 1) return button(() => onAdd(toLeaf(only.leaf, grammar)));
  return (
    <Menu position="bottom-start" width={260} trapFocus>
      <Menu.Target>{button()}</Menu.Target>
      <Menu.Dropdown>
        {offers.map(({ kind, label, hint, leaf }) => (
          <Menu.Item key={kind} onClick={() => onAdd(toLeaf(leaf, grammar))} py={4}>
            <Text fz="sm">{label}</Text>
            <Text fz="xs" c="dimmed">
              {hint}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
