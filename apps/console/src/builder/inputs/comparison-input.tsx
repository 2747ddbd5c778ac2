import { changeComparisonOp, COMPARISONS, type NumberComparison } from '../../rules/comparisons';
import { Choice } from './choice';
import { NumberField } from './number-field';

interface ComparisonInputProps {
  readonly label: string;
  readonly value: NumberComparison;
  /** Of whole things: 0, 1, 2 … */
  readonly isCount?: boolean;
  readonly disabled?: boolean;
  readonly onChange: (value: NumberComparison) => void;
}

export function ComparisonInput(props: ComparisonInputProps) {
  const { label, value, isCount = false, disabled, onChange } = props;
  const field = { isWhole: isCount, ...(isCount ? { min: 0 } : {}), disabled };
  return (
    <>
      <Choice
        label={`${label}: how compared`}
        value={value.op}
        options={COMPARISONS}
        disabled={disabled}
        onChange={(op) => onChange(changeComparisonOp(value, op))}
      />
      {value.op === 'between' ? (
        <>
          <NumberField
            {...field}
            label={`${label}: from`}
            value={value.value[0]}
            onChange={(low) => onChange({ op: 'between', value: [low, value.value[1]] })}
          />
          <NumberField
            {...field}
            label={`${label}: to`}
            value={value.value[1]}
            onChange={(high) => onChange({ op: 'between', value: [value.value[0], high] })}
          />
        </>
      ) : (
        <NumberField
          {...field}
          label={`${label}: number`}
          value={value.value}
          onChange={(number) => onChange({ op: value.op, value: number })}
        />
      )}
    </>
  );
}
