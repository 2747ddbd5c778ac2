import { ActionIcon, Switch, Tooltip } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useState } from 'react';
import { changeOp, isOp, opOf, OPS, type OpName } from '../../rules/conditions';
import { isText, textOf, withKeys } from '../../rules/json';
import { useBuilder } from '../builder-context';
import classes from '../builder.module.css';
import type { Source } from '../catalog';
import { Choice } from '../inputs/choice';
import { DurationInput } from '../inputs/duration-input';
import { NameInput } from '../inputs/name-input';
import type { LeafProps } from './leaf-props';
import { OperandFields } from './operand-fields';

const OP_OPTIONS = (Object.keys(OPS) as OpName[]).map((value) => ({
  value,
  label: opOf(value).label,
  group: opOf(value).group,
}));

const MISSING = [
  { value: 'usual', label: 'counts as usual' },
  { value: 'true', label: 'counts as true' },
  { value: 'false', label: 'counts as false' },
] as const;

/** A question to one value: of a trait, or of a property of an event. */
export function ConditionFields({ leaf, disabled, onChange }: LeafProps) {
  const { events } = useBuilder();
  const { op, ignoreCase, ifMissing, heldFor } = leaf;
  const isTrait = isText(leaf['trait']);
  const key = isTrait ? 'trait' : 'property';
  const path = textOf(leaf[key]);
  const [event = ''] = events;
  const hasOptions = [ignoreCase, ifMissing, heldFor].some((option) => option !== undefined);
  const [isOpen, setIsOpen] = useState(hasOptions);
  const names: Source = isTrait ? { of: 'traits' } : { of: 'properties', event };
  const values: Source = isTrait
    ? { of: 'values', trait: path }
    : { of: 'values', event, property: path };
  if (!isOp(op)) return null;
  return (
    <>
      <NameInput
        label={isTrait ? 'Trait' : 'Property'}
        value={path}
        source={names}
        width={170}
        disabled={disabled}
        onChange={(name) => onChange(withKeys(leaf, { [key]: name }))}
      />
      <Choice
        label="How it is compared"
        value={op}
        options={OP_OPTIONS}
        disabled={disabled}
        onChange={(next) => onChange(changeOp(leaf, next))}
      />
      <OperandFields
        op={op}
        value={leaf['value']}
        source={values}
        canCompare={isTrait}
        disabled={disabled}
        onChange={(value) => onChange(withKeys(leaf, { value }))}
      />
      <Tooltip label="Case, missing values, for how long">
        <ActionIcon
          aria-label="Options of the condition"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          <IconAdjustments size={15} />
        </ActionIcon>
      </Tooltip>
      {isOpen && (
        <div className={`${classes.row} ${classes.below}`}>
          {opOf(op).hasCase && (
            <Switch
              label="in any case"
              checked={ignoreCase === true}
              disabled={disabled}
              onChange={({ currentTarget }) =>
                onChange(withKeys(leaf, { ignoreCase: currentTarget.checked || undefined }))
              }
            />
          )}
          <span>No value</span>
          <Choice
            label="How a missing value counts"
            value={ifMissing === undefined ? 'usual' : ifMissing === true ? 'true' : 'false'}
            options={MISSING}
            disabled={disabled}
            onChange={(next) =>
              onChange(
                withKeys(leaf, { ifMissing: next === 'usual' ? undefined : next === 'true' }),
              )
            }
          />
          {isTrait && (
            <Switch
              label="unchanged for"
              checked={heldFor !== undefined}
              disabled={disabled}
              onChange={({ currentTarget }) =>
                onChange(withKeys(leaf, { heldFor: currentTarget.checked ? '7d' : undefined }))
              }
            />
          )}
          {isTrait && isText(heldFor) && (
            <DurationInput
              label="Unchanged for"
              value={heldFor}
              disabled={disabled}
              onChange={(next) => onChange(withKeys(leaf, { heldFor: next }))}
            />
          )}
        </div>
      )}
    </>
  );
}
