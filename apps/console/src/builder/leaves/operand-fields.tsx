import { TextInput } from '@mantine/core';
import { readComparison, withComparison } from '../../rules/comparisons';
import { opOf, type OpName } from '../../rules/conditions';
import type { Json, Scalar } from '../../rules/json';
import { PERIODS } from '../../rules/windows';
import type { Source } from '../catalog';
import { Choice } from '../inputs/choice';
import { ComparisonInput } from '../inputs/comparison-input';
import { DateInput } from '../inputs/date-input';
import { DurationInput } from '../inputs/duration-input';
import { ListInput } from '../inputs/list-input';
import { NumberField } from '../inputs/number-field';
import { ScalarInput } from '../inputs/scalar-input';

interface OperandFieldsProps {
  readonly op: OpName;
  /** Of the kind that the op has. */
  readonly value: Json | undefined;
  readonly source?: Source;
  /** Whether it may be compared with another trait. */
  readonly canCompare: boolean;
  readonly disabled: boolean;
  readonly onChange: (value: Json) => void;
}

/** What a value is compared with. */
export function OperandFields(props: OperandFieldsProps) {
  const { op, value, source, canCompare, disabled, onChange } = props;
  switch (opOf(op).operand) {
    case 'none':
      return null;
    case 'scalar':
    case 'order':
      return (
        <ScalarInput
          label="Value"
          value={value}
          source={source}
          canCompare={canCompare}
          disabled={disabled}
          onChange={onChange}
        />
      );
    case 'list':
      return (
        <ListInput
          label="Values"
          values={value as readonly Scalar[]}
          source={source}
          disabled={disabled}
          onChange={onChange}
        />
      );
    case 'pair':
      return (
        <PairFields value={value as readonly Scalar[]} disabled={disabled} onChange={onChange} />
      );
    case 'text':
      return (
        <TextInput
          aria-label="Text"
          placeholder={op === 'matches' ? 'Pattern' : 'Text'}
          value={value as string}
          disabled={disabled}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case 'comparison': {
      const comparison = readComparison(value)!;
      return (
        <>
          <ComparisonInput
            label="Length"
            value={comparison}
            isCount
            disabled={disabled}
            onChange={(next) => onChange(withComparison({}, next))}
          />
          <span>entries</span>
        </>
      );
    }
    case 'date':
      return (
        <DateInput label="Date" value={value as string} disabled={disabled} onChange={onChange} />
      );
    case 'duration':
      return (
        <DurationInput
          label="Time"
          value={value as string}
          disabled={disabled}
          onChange={onChange}
        />
      );
    case 'days':
      return (
        <NumberField
          label="Days"
          value={Number.parseInt(value as string, 10)}
          min={1}
          isWhole
          suffix=" days"
          disabled={disabled}
          onChange={(days) => onChange(`${days}d`)}
        />
      );
    case 'period':
      return (
        <Choice
          label="Period"
          value={value as string}
          options={PERIODS}
          disabled={disabled}
          onChange={onChange}
        />
      );
  }
}

interface PairFieldsProps {
  readonly value: readonly Scalar[];
  readonly disabled: boolean;
  readonly onChange: (value: Json) => void;
}

function PairFields({ value, disabled, onChange }: PairFieldsProps) {
  const [low = 0, high = 0] = value;
  return (
    <>
      <ScalarInput
        label="From"
        value={low}
        canCompare={false}
        disabled={disabled}
        onChange={(next) => onChange([next, high])}
      />
      <span>to</span>
      <ScalarInput
        label="To"
        value={high}
        canCompare={false}
        disabled={disabled}
        onChange={(next) => onChange([low, next])}
      />
    </>
  );
}
