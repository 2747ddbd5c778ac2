import { TextInput } from '@mantine/core';

interface DateInputProps {
  readonly label: string;
  readonly value: string;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

/** A day, chosen from the browser's calendar; a time, or an instant with its offset, as text. */
export function DateInput({ label, value, disabled, onChange }: DateInputProps) {
  const isDay = value === '' || /^\d{4}-\d{2}-\d{2}$/.test(value);
  return (
    <TextInput
      type={isDay ? 'date' : 'text'}
      aria-label={label}
      value={value}
      disabled={disabled}
      w={isDay ? 140 : 210}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
