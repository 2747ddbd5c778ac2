import { List, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { isSame, type Json } from '../rules/json';
import { readRule, writeRule, type TextFormat } from '../rules/rule-text';

interface RuleTextProps {
  readonly format: TextFormat;
  readonly rule: Json;
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
  readonly isReadOnly: boolean;
  readonly onChange: (rule: Json) => void;
}

/** The rule as it is written in segue.yaml or sent to the API. */
export function RuleText({ format, rule, problems, isReadOnly, onChange }: RuleTextProps) {
  const [text, setText] = useState(() => writeRule(rule, format));
  const read = readRule(text, format);
  const isCurrent = 'problem' in read || isSame(read.rule, rule);
  const shown = isCurrent ? text : writeRule(rule, format);
  if (!isCurrent) setText(shown);
  return (
    <Stack gap="xs">
      <Textarea
        aria-label={`The rule as ${format.toUpperCase()}`}
        value={shown}
        autosize
        minRows={10}
        maxRows={40}
        readOnly={isReadOnly}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        error={'problem' in read ? read.problem : undefined}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          const next = readRule(currentTarget.value, format);
          if ('rule' in next) onChange(next.rule);
        }}
      />
      {problems.length > 0 && (
        <List fz="xs" c="var(--mantine-color-error)" aria-live="polite">
          {problems.map(({ pointer, message }) => (
            <List.Item key={`${pointer} ${message}`}>
              <Text span fz="xs" ff="monospace">
                {pointer || '/'}
              </Text>{' '}
              {message}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
