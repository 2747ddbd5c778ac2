import { Switch } from '@mantine/core';
import { changeOp, IDENTIFIER_OPS, isOp, opOf } from '../../rules/conditions';
import { textOf, withKeys } from '../../rules/json';
import { Choice } from '../inputs/choice';
import { NameInput } from '../inputs/name-input';
import type { LeafProps } from './leaf-props';
import { OperandFields } from './operand-fields';

const OPTIONS = IDENTIFIER_OPS.map((value) => ({ value, label: opOf(value).label }));

export function IdentifierFields({ leaf, disabled, onChange }: LeafProps) {
  const { op } = leaf;
  if (!isOp(op)) return null;
  return (
    <>
      <span>has the identifier</span>
      <NameInput
        label="Type of identifier"
        value={textOf(leaf['identifier'])}
        width={130}
        disabled={disabled}
        onChange={(identifier) => onChange(withKeys(leaf, { identifier }))}
      />
      <Choice
        label="How it is compared"
        value={op}
        options={OPTIONS}
        disabled={disabled}
        onChange={(next) => onChange(changeOp(leaf, next))}
      />
      <OperandFields
        op={op}
        value={leaf['value']}
        canCompare={false}
        disabled={disabled}
        onChange={(value) => onChange(withKeys(leaf, { value }))}
      />
      {opOf(op).hasCase && (
        <Switch
          label="in any case"
          checked={leaf['ignoreCase'] === true}
          disabled={disabled}
          onChange={({ currentTarget }) =>
            onChange(withKeys(leaf, { ignoreCase: currentTarget.checked || undefined }))
          }
        />
      )}
    </>
  );
}
