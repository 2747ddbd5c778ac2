import {
  MultiSelect,
  NativeSelect,
  NumberInput,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import type { Json } from '../rules/json';
import type { FormField } from './form-fields';
import { JsonText } from './json-text';
import { SecretField } from './secret-field';

export interface SchemaFieldProps {
  readonly field: FormField;
  readonly value: Json | undefined;
  /** Of a secret: whether the hub has one. */
  readonly isSet: boolean;
  readonly problem: string | undefined;
  readonly onChange: (value: Json | undefined) => void;
}

/** One setting. */
export function SchemaField({ field, value, isSet, problem, onChange }: SchemaFieldProps) {
  const { kind, label, help, isRequired, choices, initial, example } = field;
  const shared = { label, description: help, required: isRequired, error: problem };
  const text = typeof value === 'string' ? value : '';
  const texts = Array.isArray(value) ? value.map(String) : [];
  switch (kind) {
    case 'secret':
      return <SecretField {...shared} value={value} isSet={isSet} onChange={onChange} />;
    case 'choice':
      return (
        <NativeSelect
          {...shared}
          value={text || (typeof initial === 'string' ? initial : '')}
          data={initial === undefined ? [{ value: '', label: 'Choose' }, ...choices] : [...choices]}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case 'switch':
      return (
        <Switch
          label={label}
          description={help}
          error={problem}
          checked={(value ?? initial) === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...shared}
          value={typeof value === 'number' ? value : ''}
          placeholder={typeof initial === 'number' ? String(initial) : undefined}
          min={field.minimum}
          max={field.maximum}
          allowDecimal={!field.isWhole}
          maw={180}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      );
    case 'choices':
      return <MultiSelect {...shared} data={[...choices]} value={texts} onChange={onChange} />;
    case 'texts':
      return (
        <TagsInput
          {...shared}
          value={texts}
          placeholder={
            Array.isArray(initial) && texts.length === 0
              ? initial.join(', ')
              : 'Type, and press Enter'
          }
          splitChars={[',', '\n']}
          acceptValueOnBlur
          onChange={(next) => onChange(next.flatMap(partsOf))}
        />
      );
    case 'text':
    case 'address':
      return (
        <TextInput
          {...shared}
          type={kind === 'address' ? 'url' : 'text'}
          value={text}
          placeholder={typeof initial === 'string' ? initial : example}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case 'json':
      return <JsonText {...shared} value={value} onChange={onChange} />;
  }
}

/** What was entered at once may be several. */
const partsOf = (text: string): readonly string[] =>
  text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
