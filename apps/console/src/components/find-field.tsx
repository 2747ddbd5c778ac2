import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

interface FindFieldProps {
  /** Find a sync. */
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

export function FindField({ label, value = '', onChange }: FindFieldProps) {
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={14} />}
      w={260}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** The parameters of an address with another value of one; an empty one is left out. */
export const withParameter =
  <K extends string>(key: K, value: string) =>
  <S extends object>(search: S): S => {
    const { [key]: _former, ...others } = search as Record<string, unknown>;
    return (value === '' ? others : { ...others, [key]: value }) as S;
  };
