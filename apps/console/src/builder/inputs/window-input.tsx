import { isObject, isText, withKeys, type Json } from '../../rules/json';
import { newWindow, PERIODS, WINDOW_FORMS, windowFormOf } from '../../rules/windows';
import { Choice } from './choice';
import { DateInput } from './date-input';
import { DurationInput } from './duration-input';
import { JsonField } from './json-field';

interface WindowInputProps {
  readonly label: string;
  readonly value: Json | undefined;
  /** Whether it may be left out. */
  readonly isOptional: boolean;
  readonly disabled?: boolean;
  readonly onChange: (value: Json | undefined) => void;
}

/** When: §4 of the rules. */
export function WindowInput(props: WindowInputProps) {
  const { label, value, isOptional, disabled, onChange } = props;
  const form = windowFormOf(value);
  if (form === undefined) {
    return (
      <JsonField label={label} value={value ?? null} disabled={disabled} onChange={onChange} />
    );
  }
  const forms = WINDOW_FORMS.filter((one) => isOptional || one.value !== 'ever');
  return (
    <>
      <Choice
        label={`${label}: which time`}
        value={form}
        options={forms}
        disabled={disabled}
        onChange={(next) => onChange(newWindow(next, today()))}
      />
      <Bounds {...props} />
    </>
  );
}

function Bounds({ label, value, disabled, onChange }: WindowInputProps) {
  if (!isObject(value)) return null;
  const { last, between, period, from, to } = value;
  if (isText(last)) {
    const change = (next: string) => onChange({ last: next });
    return <DurationInput label={label} value={last} disabled={disabled} onChange={change} />;
  }
  if (Array.isArray(between)) {
    const [older, newer] = between as readonly string[];
    return (
      <>
        <DurationInput
          label={`${label}, the older bound`}
          value={older!}
          disabled={disabled}
          onChange={(next) => onChange({ between: [next, newer!] })}
        />
        <span>and</span>
        <DurationInput
          label={`${label}, the newer bound`}
          value={newer!}
          disabled={disabled}
          onChange={(next) => onChange({ between: [older!, next] })}
        />
        <span>ago</span>
      </>
    );
  }
  if (isText(period)) {
    return (
      <Choice
        label={`${label}: period`}
        value={period}
        options={PERIODS}
        disabled={disabled}
        onChange={(next) => onChange({ period: next })}
      />
    );
  }
  const changeBound = (key: 'from' | 'to') => (next: string) =>
    onChange(withKeys(value, { [key]: next === '' ? undefined : next }));
  return (
    <>
      <span>from</span>
      <DateInput
        label={`${label}: from`}
        value={isText(from) ? from : ''}
        disabled={disabled}
        onChange={changeBound('from')}
      />
      <span>to before</span>
      <DateInput
        label={`${label}: to before`}
        value={isText(to) ? to : ''}
        disabled={disabled}
        onChange={changeBound('to')}
      />
    </>
  );
}

const today = (): string => new Date().toISOString().slice(0, 10);
