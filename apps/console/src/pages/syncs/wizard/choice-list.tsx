import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './wizard.module.css';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly note?: string | undefined;
  /** Why it cannot be chosen. */
  readonly reason?: string | undefined;
}

interface ChoiceListProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** From this many on there is something to search in. */
const MANY = 8;

/** One of several, with something about each. */
export function ChoiceList({ label, choices, value, onChange }: ChoiceListProps) {
  const [q, setQ] = useState('');
  const wanted = q.trim().toLowerCase();
  const shown = choices.filter(
    (choice) =>
      choice.value === value || `${choice.label} ${choice.value}`.toLowerCase().includes(wanted),
  );
  return (
    <Stack gap="xs">
      {choices.length >= MANY && (
        <TextInput
          aria-label={`Find: ${label}`}
          placeholder="Find"
          leftSection={<IconSearch size={14} />}
          value={q}
          onChange={({ currentTarget }) => setQ(currentTarget.value)}
        />
      )}
      <Radio.Group aria-label={label} value={value} onChange={onChange}>
        <div className={classes.options}>
          {shown.map((choice) => (
            <div
              key={choice.value}
              className={classes.option}
              data-checked={choice.value === value || undefined}
            >
              <Radio
                size="xs"
                value={choice.value}
                label={choice.label}
                description={choice.reason ?? choice.note}
                disabled={choice.reason !== undefined}
              />
            </div>
          ))}
        </div>
      </Radio.Group>
      {shown.length === 0 && (
        <Text fz="sm" c="dimmed">
          None is called so.
        </Text>
      )}
    </Stack>
  );
}
