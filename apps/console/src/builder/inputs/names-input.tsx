import { TagsInput } from '@mantine/core';
import { useState } from 'react';
import { useSuggestions, type Source } from '../catalog';
import { asFound, COMBOBOX, optionsOf, renderSuggestion } from './suggestions';

interface NamesInputProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly values: readonly string[];
  readonly source?: Source;
  readonly disabled?: boolean;
  readonly onChange: (values: readonly string[]) => void;
}

/** Some texts, each of which is most often one of those that the data has. */
export function NamesInput(props: NamesInputProps) {
  const { label, placeholder, values, source, disabled, onChange } = props;
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const suggestions = useSuggestions(source, typed, isOpen);
  return (
    <TagsInput
      aria-label={label}
      placeholder={values.length === 0 ? (placeholder ?? label) : ''}
      value={[...values]}
      miw={190}
      maw={460}
      disabled={disabled}
      data={optionsOf(suggestions)}
      filter={asFound}
      renderOption={renderSuggestion(suggestions)}
      comboboxProps={COMBOBOX}
      acceptValueOnBlur
      splitChars={[]}
      searchValue={typed}
      onSearchChange={setTyped}
      onFocus={() => setIsOpen(true)}
      onBlur={() => setIsOpen(false)}
      onChange={onChange}
    />
  );
}
