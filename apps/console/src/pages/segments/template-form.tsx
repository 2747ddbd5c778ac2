import { Button, Group, NumberInput, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { listOf } from '../../format/words';

type Template = Schemas['TemplateDto'];
type Parameter = Template['parameters'][number];
type Value = Parameter['default'];

interface TemplateFormProps {
  readonly template: Template;
  readonly isPending: boolean;
  readonly onBack: () => void;
  readonly onSubmit: (parameters: Record<string, unknown>) => void;
}

/** The parameters of a template, with their defaults. */
export function TemplateForm({ template, isPending, onBack, onSubmit }: TemplateFormProps) {
  const { parameters, missing } = template;
  const [values, setValues] = useState<Record<string, Value>>(() =>
    Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default])),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(values);
      }}
    >
      <Stack gap="sm">
        {missing.map(({ kind, anyOf, nearest }) => (
          <Text key={`${kind} ${anyOf.join()}`} fz="xs" c="dimmed">
            Your data have no {kind} {listOf(anyOf, 'or')}
            {nearest.length > 0 && `; what occurs is ${listOf(nearest, 'or')}`}.
          </Text>
        ))}
        {parameters.map((parameter) => (
          <ParameterField
            key={parameter.name}
            parameter={parameter}
            value={values[parameter.name] ?? ''}
            onChange={(value) => setValues({ ...values, [parameter.name]: value })}
          />
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onBack}>
            Back
          </Button>
          <Button type="submit" loading={isPending}>
            Use it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ParameterFieldProps {
  readonly parameter: Parameter;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

function ParameterField({ parameter, value, onChange }: ParameterFieldProps) {
  const { type, label, minimum, maximum, isExample } = parameter;
  const description = isExample ? 'an example: set your own' : undefined;
  if (Array.isArray(value) || type === 'list') {
    const values = Array.isArray(value) ? value : [String(value)].filter(Boolean);
    return <TagsInput label={label} description={description} value={values} onChange={onChange} />;
  }
  if (typeof value === 'number') {
    return (
      <NumberInput
        label={label}
        description={description}
        value={value}
        min={minimum}
        max={maximum}
        allowDecimal={type !== 'integer'}
        onChange={(next) => {
          if (typeof next === 'number') onChange(next);
        }}
      />
    );
  }
  return (
    <TextInput
      label={label}
      description={type === 'duration' ? 'such as 30d, 12h, 6M' : description}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
