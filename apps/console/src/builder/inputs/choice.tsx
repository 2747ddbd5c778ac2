import { NativeSelect } from '@mantine/core';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly {
    readonly value: T;
    readonly label: string;
    readonly group?: string;
  }[];
  readonly disabled?: boolean;
  readonly onChange: (value: T) => void;
}

/** One of a few: the browser's own select, which is the best that a keyboard, a phone and a screen reader can have. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, value, options, disabled, onChange } = props;
  const groups = [...new Set(options.map(({ group }) => group))];
  const itemsOf = (group: string | undefined) =>
    options
      .filter((option) => option.group === group)
      .map((option) => ({ value: option.value, label: option.label }));
  const data = groups.some((group) => group !== undefined)
    ? groups.map((group = '') => ({ group, items: itemsOf(group) }))
    : itemsOf(undefined);
  return (
    <NativeSelect
      aria-label={label}
      value={value}
      data={data}
      disabled={disabled}
      onChange={({ currentTarget }) => onChange(currentTarget.value as T)}
    />
  );
}
