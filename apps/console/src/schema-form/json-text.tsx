import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { parse, stringify } from 'yaml';
import type { Json } from '../rules/json';

interface JsonTextProps {
  readonly label: string;
  readonly description: string | undefined;
  readonly required: boolean;
  readonly error: string | undefined;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}

/** A setting that has settings of its own, as one would write it in segue.yaml. */
export function JsonText({ value, error, onChange, ...rest }: JsonTextProps) {
  const [text, setText] = useState(() => (value === undefined ? '' : stringify(value)));
  const [isBroken, setBroken] = useState(false);
  return (
    <Textarea
      {...rest}
      value={text}
      autosize
      minRows={3}
      maxRows={16}
      error={isBroken ? 'This is neither YAML nor JSON yet.' : error}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const read = readText(currentTarget.value);
        setBroken(!read.isOk);
        if (read.isOk) onChange(read.json);
      }}
    />
  );
}

function readText(text: string): { isOk: true; json: Json | undefined } | { isOk: false } {
  if (text.trim() === '') return { isOk: true, json: undefined };
  try {
    return { isOk: true, json: parse(text, { maxAliasCount: 0 }) as Json };
  } catch {
    return { isOk: false };
  }
}
