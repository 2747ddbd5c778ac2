import { Box, Button, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Json } from '../../rules/json';
import { BuilderContext, useBuilder } from '../builder-context';
import classes from '../builder.module.css';
import { RuleTreeEditor } from '../rule-tree-editor';
import { useTree } from '../use-tree';

interface WhereFieldsProps {
  readonly label: string;
  readonly value: Json | undefined;
  /** Whose properties are asked. */
  readonly events: readonly string[];
  readonly disabled: boolean;
  readonly onChange: (value: Json | undefined) => void;
}

const FIRST = { property: '', op: 'eq', value: '' };

/** Conditions on one and the same event, nested as deep as one likes. */
export function WhereFields({ label, value, events, disabled, onChange }: WhereFieldsProps) {
  if (value === undefined) {
    if (disabled) return null;
    return (
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={13} />}
        onClick={() => onChange(FIRST)}
      >
        {label} …
      </Button>
    );
  }
  return (
    <Box className={classes.where} role="group" aria-label={label}>
      <Group gap="xs" mb={6}>
        <Text fz="sm" fw={500}>
          {label}
        </Text>
        {!disabled && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            onClick={() => onChange(undefined)}
          >
            Remove
          </Button>
        )}
      </Group>
      <WhereTree value={value} events={events} onChange={onChange} />
    </Box>
  );
}

interface WhereTreeProps {
  readonly value: Json;
  readonly events: readonly string[];
  readonly onChange: (value: Json) => void;
}

function WhereTree({ value, events, onChange }: WhereTreeProps) {
  const builder = useBuilder();
  const [tree, setTree] = useTree(value, 'where', onChange);
  return (
    <BuilderContext value={{ ...builder, grammar: 'where', events, infoOf: () => undefined }}>
      <RuleTreeEditor tree={tree} onChange={setTree} />
    </BuilderContext>
  );
}
