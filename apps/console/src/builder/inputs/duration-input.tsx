import { DURATION_UNITS, readDuration, writeDuration } from '../../rules/durations';
import { Choice } from './choice';
import { NumberField } from './number-field';

interface DurationInputProps {
  readonly label: string;
  readonly value: string;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

export function DurationInput({ label, value, disabled, onChange }: DurationInputProps) {
  const duration = readDuration(value) ?? { amount: 30, unit: 'd' as const };
  return (
    <>
      <NumberField
        label={`${label}: how many`}
        value={duration.amount}
        min={1}
        isWhole
        disabled={disabled}
        onChange={(amount) => onChange(writeDuration({ ...duration, amount }))}
      />
      <Choice
        label={`${label}: of what`}
        value={duration.unit}
        options={DURATION_UNITS}
        disabled={disabled}
        onChange={(unit) => onChange(writeDuration({ ...duration, unit }))}
      />
    </>
  );
}
