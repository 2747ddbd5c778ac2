import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { isSame, type Json } from '../../rules/json';

interface JsonFieldProps {
  readonly label: string;
  readonly value: Json;
  readonly disabled?: boolean;
  readonly onChange: (value: Json) => void;
}

/** What no other field can show, as it is written. */
export function JsonField({ label, value, disabled, onChange }: JsonFieldProps) {
  const [text, setText] = useState(() => JSON.stringify(value));
  const typed = parse(text);
  const isCurrent = typed === undefined || isSame(typed, value);
  const shown = isCurrent ? text : JSON.stringify(value);
  if (!isCurrent) setText(shown);
  return (
    <Textarea
      aria-label={label}
      value={shown}
      autosize
      minRows={1}
      w="100%"
      miw={240}
      disabled={disabled}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      error={typed === undefined ? 'This is not JSON yet.' : undefined}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const json = parse(currentTarget.value);
        if (json !== undefined) onChange(json);
      }}
    />
  );
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
