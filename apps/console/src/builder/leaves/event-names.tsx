import { Choice } from '../inputs/choice';
import { NameInput } from '../inputs/name-input';
import { NamesInput } from '../inputs/names-input';
import { isText, type Json } from '../../rules/json';
import { namesOf } from './names-of';

interface EventNamesProps {
  readonly value: Json | undefined;
  readonly disabled: boolean;
  readonly onChange: (value: Json) => void;
}

const FORMS = [
  { value: 'one', label: 'the event' },
  { value: 'some', label: 'any of' },
  { value: 'any', label: 'any event' },
] as const;

/** One event, one of some, or any. */
export function EventNames({ value, disabled, onChange }: EventNamesProps) {
  const form = value === '*' ? 'any' : isText(value) ? 'one' : 'some';
  const names = namesOf(value);
  const changeForm = (next: typeof form) =>
    onChange({ any: '*', one: names[0] ?? '', some: [...names] }[next]);
  return (
    <>
      <Choice
        label="Which events"
        value={form}
        options={FORMS}
        disabled={disabled}
        onChange={changeForm}
      />
      {form === 'one' && (
        <NameInput
          label="Event"
          value={value as string}
          source={{ of: 'events' }}
          disabled={disabled}
          onChange={onChange}
        />
      )}
      {form === 'some' && (
        <NamesInput
          label="Events"
          values={names}
          source={{ of: 'events' }}
          disabled={disabled}
          onChange={onChange}
        />
      )}
    </>
  );
}
