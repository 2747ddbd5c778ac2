import { NumberInput } from '@mantine/core';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly isWhole?: boolean;
  readonly suffix?: string;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

export function NumberField(props: NumberFieldProps) {
  const { label, value, min, max, isWhole = false, suffix, disabled, onChange } = props;
  return (
    <NumberInput
      aria-label={label}
      value={value}
      min={min}
      max={max}
      allowDecimal={!isWhole}
      suffix={suffix}
      disabled={disabled}
      w={84}
      hideControls
      onChange={(next) => {
        if (typeof next === 'number') onChange(next);
      }}
    />
  );
}
