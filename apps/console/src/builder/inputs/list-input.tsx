import { toType } from '../../rules/conditions';
import type { Scalar } from '../../rules/json';
import type { Source } from '../catalog';
import { Choice } from './choice';
import { NamesInput } from './names-input';
import { toEntries } from './scalar-input';

interface ListInputProps {
  readonly label: string;
  readonly values: readonly Scalar[];
  readonly source?: Source;
  readonly disabled?: boolean;
  readonly onChange: (values: readonly Scalar[]) => void;
}

/** Texts, or numbers. */
export function ListInput({ label, values, source, disabled, onChange }: ListInputProps) {
  const areNumbers = values.length > 0 && values.every((value) => typeof value === 'number');
  const canBeNumbers = values.every((value) => String(value).trim() !== '' && isFinite(+value));
  return (
    <>
      <NamesInput
        label={label}
        placeholder="Values, each ended by Enter"
        values={values.map(String)}
        source={source}
        disabled={disabled}
        onChange={(texts) => onChange(toEntries(texts, values))}
      />
      {values.length > 0 && (canBeNumbers || areNumbers) && (
        <Choice
          label={`${label}: type`}
          value={areNumbers ? 'number' : 'text'}
          options={[
            { value: 'text', label: 'texts' },
            { value: 'number', label: 'numbers' },
          ]}
          disabled={disabled}
          onChange={(type) => onChange(values.map((value) => toType(value, type)))}
        />
      )}
    </>
  );
}
