import { ActionIcon, Group, Switch, Tooltip } from '@mantine/core';
import { IconArrowUp, IconTrash } from '@tabler/icons-react';
import { isText, type Json } from '../rules/json';
import { DurationInput } from './inputs/duration-input';

interface StepWithinProps {
  /** Of the step, from 0 on; the first has none before it. */
  readonly index: number;
  readonly within: Json | undefined;
  readonly disabled: boolean;
  readonly onChange: (within: Json | undefined) => void;
}

/** How long after the step before a step may come. */
export function StepWithin({ index, within, disabled, onChange }: StepWithinProps) {
  if (index === 0) return null;
  return (
    <>
      <Switch
        label="within"
        checked={within !== undefined}
        disabled={disabled}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? '1d' : undefined)}
      />
      {isText(within) && (
        <DurationInput
          label={`Step ${index + 1}, within`}
          value={within}
          disabled={disabled}
          onChange={onChange}
        />
      )}
    </>
  );
}

interface StepButtonsProps {
  readonly index: number;
  readonly canRemove: boolean;
  readonly onMoveUp: () => void;
  readonly onRemove: () => void;
}

export function StepButtons({ index, canRemove, onMoveUp, onRemove }: StepButtonsProps) {
  return (
    <Group gap={2} ml="auto">
      {index > 0 && (
        <Tooltip label="Earlier">
          <ActionIcon aria-label={`Move step ${index + 1} up`} onClick={onMoveUp}>
            <IconArrowUp size={15} />
          </ActionIcon>
        </Tooltip>
      )}
      {canRemove && (
        <Tooltip label="Remove the step">
          <ActionIcon aria-label={`Remove step ${index + 1}`} onClick={onRemove}>
            <IconTrash size={15} />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}
