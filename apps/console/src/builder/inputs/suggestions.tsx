import { Group, Text, type OptionsFilter } from '@mantine/core';
import { formatShort } from '../../format/numbers';
import type { Suggestion } from '../catalog';

/** The hub has chosen already, by what was typed. */
export const asFound: OptionsFilter = ({ options }) => options;

/** Suggestions as options, each with how often it occurs. */
export const optionsOf = (suggestions: readonly Suggestion[]): string[] => [
  ...new Set(suggestions.map(({ value }) => value).filter((value) => value !== '')),
];

export function renderSuggestion(suggestions: readonly Suggestion[]) {
  const byValue = new Map(suggestions.map((suggestion) => [suggestion.value, suggestion]));
  return function Option({ option }: { readonly option: { readonly value: string } }) {
    const found = byValue.get(option.value);
    return (
      <Group justify="space-between" gap="sm" wrap="nowrap" w="100%">
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {option.value}
        </Text>
        {found && (
          <Text fz="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {[found.note, `${found.isEstimate ? '≈ ' : ''}${formatShort(found.count)}`]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        )}
      </Group>
    );
  };
}

/** Wide enough for what options say, however narrow the field is. */
export const COMBOBOX = { width: 300, position: 'bottom-start' } as const;
