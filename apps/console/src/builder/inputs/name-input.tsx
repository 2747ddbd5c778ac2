import { Autocomplete } from '@mantine/core';
import { useState } from 'react';
import { useSuggestions, type Source } from '../catalog';
import { asFound, COMBOBOX, optionsOf, renderSuggestion } from './suggestions';

interface NameInputProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly source?: Source;
  readonly width?: number | string;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

/** A text that is most often one of those that the data has. */
export function NameInput(props: NameInputProps) {
  const { label, placeholder, value, source, width = 180, disabled, onChange } = props;
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const suggestions = useSuggestions(source, typed, isOpen);
  return (
    <Autocomplete
      aria-label={label}
      placeholder={placeholder ?? label}
      value={value}
      w={width}
      disabled={disabled}
      data={optionsOf(suggestions)}
      filter={asFound}
      renderOption={renderSuggestion(suggestions)}
      comboboxProps={COMBOBOX}
      onFocus={() => setIsOpen(true)}
      onBlur={() => {
        setIsOpen(false);
        setTyped('');
      }}
      onChange={(text) => {
        setTyped(text);
        onChange(text);
      }}
    />
  );
}
