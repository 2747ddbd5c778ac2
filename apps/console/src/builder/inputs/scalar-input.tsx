import { isScalar, type Json, type Scalar } from '../../rules/json';
import { otherTrait, toType } from '../../rules/conditions';
import type { Source } from '../catalog';
import { Choice } from './choice';
import { NameInput } from './name-input';
import { NumberField } from './number-field';

interface ScalarInputProps {
  readonly label: string;
  readonly value: Json | undefined;
  readonly source?: Source;
  /** Whether it may be another trait. */
  readonly canCompare: boolean;
  readonly disabled?: boolean;
  readonly onChange: (value: Json) => void;
}

const TYPES = [
  { value: 'text', label: 'text' },
  { value: 'number', label: 'number' },
  { value: 'boolean', label: 'yes or no' },
  { value: 'trait', label: 'another trait' },
] as const;

type Type = (typeof TYPES)[number]['value'];

/** A text, a number or a yes-or-no; with which of them it is, because `"5"` is not `5`. */
export function ScalarInput(props: ScalarInputProps) {
  const { label, value, canCompare, disabled, onChange } = props;
  const type = typeOf(value);
  const changeType = (next: Type) => {
    if (next === 'trait') return onChange({ trait: '' });
    onChange(toType(isScalar(value) ? value : undefined, next));
  };
  return (
    <>
      <Value {...props} />
      <Choice
        label={`${label}: type`}
        value={type}
        options={TYPES.filter((one) => canCompare || one.value !== 'trait')}
        disabled={disabled}
        onChange={changeType}
      />
    </>
  );
}

function Value({ label, value, source, disabled, onChange }: ScalarInputProps) {
  if (typeof value === 'number') {
    return <NumberField label={label} value={value} disabled={disabled} onChange={onChange} />;
  }
  if (typeof value === 'boolean') {
    return (
      <Choice
        label={label}
        value={String(value)}
        options={[
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
        disabled={disabled}
        onChange={(next) => onChange(next === 'true')}
      />
    );
  }
  const other = otherTrait(value);
  if (other !== undefined) {
    return (
      <NameInput
        label={`${label}: the other trait`}
        value={other}
        source={{ of: 'traits' }}
        disabled={disabled}
        onChange={(trait) => onChange({ trait })}
      />
    );
  }
  return (
    <NameInput
      label={label}
      placeholder="Value"
      value={typeof value === 'string' ? value : ''}
      source={source}
      disabled={disabled}
      onChange={onChange}
    />
  );
}

function typeOf(value: Json | undefined): Type {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return otherTrait(value) === undefined ? 'text' : 'trait';
}

/** New entries of a list are numbers when all that stand there are. */
export function toEntries(texts: readonly string[], before: readonly Scalar[]): readonly Scalar[] {
  const known = new Map(before.map((value) => [String(value), value]));
  const areNumbers = before.length > 0 && before.every((value) => typeof value === 'number');
  return texts.map((text) => {
    const value = known.get(text);
    if (value !== undefined) return value;
    return areNumbers && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  });
}
