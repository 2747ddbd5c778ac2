import { Stack } from '@mantine/core';
import type { Json } from '../rules/json';
import type { FormField } from './form-fields';
import type { FormValues } from './form-values';
import { SchemaField } from './schema-field';
import classes from './schema-form.module.css';

interface SchemaFormProps {
  readonly fields: readonly FormField[];
  readonly values: FormValues;
  /** Secrets that are set. */
  readonly secrets?: Readonly<Record<string, boolean>>;
  /** What is wrong with each. */
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (values: FormValues) => void;
}

/** The settings of a plugin. Addresses of vendors, which hardly anybody changes, are folded away. */
export function SchemaForm({ fields, values, secrets = {}, problems, onChange }: SchemaFormProps) {
  const isAside = ({ kind, isRequired }: FormField) => kind === 'address' && !isRequired;
  const aside = fields.filter(isAside);
  const show = (field: FormField) => (
    <SchemaField
      key={field.name}
      field={field}
      value={values[field.name]}
      isSet={secrets[field.name] === true}
      problem={problems[field.name]}
      onChange={(value: Json | undefined) => onChange({ ...values, [field.name]: value })}
    />
  );
  return (
    <Stack gap="sm">
      {fields.filter((field) => !isAside(field)).map(show)}
      {aside.length > 0 && (
        <details className={classes.more} open={aside.some(({ name }) => name in problems)}>
          <summary>Addresses</summary>
          <Stack gap="sm" mt="sm">
            {aside.map(show)}
          </Stack>
        </details>
      )}
    </Stack>
  );
}
