import { type JsonObject, textOf, withKeys } from '../../rules/json';
import { Choice } from '../inputs/choice';
import { NumberField } from '../inputs/number-field';

const UNITS = ['day', 'week', 'month', 'quarter', 'year'].map((value) => ({
  value,
  label: `complete ${value}s`,
}));

interface PeriodsFieldsProps {
  readonly value: JsonObject;
  readonly disabled: boolean;
  readonly onChange: (value: JsonObject) => void;
}

/** In how many of the calendar's last units a count has to hold. */
export function PeriodsFields({ value, disabled, onChange }: PeriodsFieldsProps) {
  const { unit, last, atLeast } = value;
  return (
    <>
      <span>in at least</span>
      <NumberField
        label="In how many of them"
        value={Number(atLeast)}
        min={0}
        isWhole
        disabled={disabled}
        onChange={(next) => onChange(withKeys(value, { atLeast: next }))}
      />
      <span>of the last</span>
      <NumberField
        label="Of how many"
        value={Number(last)}
        min={1}
        isWhole
        disabled={disabled}
        onChange={(next) => onChange(withKeys(value, { last: next }))}
      />
      <Choice
        label="Of what"
        value={textOf(unit)}
        options={UNITS}
        disabled={disabled}
        onChange={(next) => onChange(withKeys(value, { unit: next }))}
      />
    </>
  );
}
