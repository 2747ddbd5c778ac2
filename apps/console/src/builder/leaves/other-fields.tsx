import { Select, TextInput } from '@mantine/core';
import { api } from '../../api/client';
import { isText, type JsonObject, textOf, withKeys } from '../../rules/json';
import { useBuilder } from '../builder-context';
import { Choice } from '../inputs/choice';
import { NameInput } from '../inputs/name-input';
import { NumberField } from '../inputs/number-field';
import { WindowInput } from '../inputs/window-input';
import type { LeafProps } from './leaf-props';

export function SegmentFields({ leaf, disabled, onChange }: LeafProps) {
  const { segmentKey } = useBuilder();
  const { data } = api.useQuery('get', '/api/segments');
  const value = textOf(leaf['segment']);
  const others = (data?.segments ?? []).filter(({ key }) => key !== segmentKey);
  const known = others.map(({ key, name }) => ({ value: key, label: name }));
  const isKnown = value === '' || known.some((option) => option.value === value);
  return (
    <>
      <span>is in the segment</span>
      <Select
        aria-label="Segment"
        placeholder="Segment"
        value={value || null}
        data={isKnown ? known : [...known, { value, label: value }]}
        searchable
        w={220}
        disabled={disabled}
        nothingFoundMessage="There is no such segment"
        onChange={(segment) => segment !== null && onChange(withKeys(leaf, { segment }))}
      />
    </>
  );
}

export function SourceFields({ leaf, disabled, onChange }: LeafProps) {
  const { data } = api.useQuery('get', '/api/connections');
  const value = textOf(leaf['source']);
  const known = (data?.connections ?? []).map(({ id }) => ({ value: id, label: id }));
  const isKnown = known.some((option) => option.value === value);
  return (
    <>
      <span>is known to the connection</span>
      <Choice
        label="Connection"
        value={value}
        options={isKnown ? known : [{ value, label: value || 'choose …' }, ...known]}
        disabled={disabled}
        onChange={(source) => onChange(withKeys(leaf, { source }))}
      />
    </>
  );
}

const CONSENTS = [
  { value: 'granted', label: 'was granted' },
  { value: 'denied', label: 'was denied' },
  { value: 'unknown', label: 'is unknown' },
];

export function ConsentFields({ leaf, disabled, onChange }: LeafProps) {
  return (
    <>
      <span>consent to</span>
      <NameInput
        label="Channel"
        value={textOf(leaf['consent'])}
        width={130}
        disabled={disabled}
        onChange={(consent) => onChange(withKeys(leaf, { consent }))}
      />
      <Choice
        label="State of the consent"
        value={textOf(leaf['is'])}
        options={CONSENTS}
        disabled={disabled}
        onChange={(is) => onChange(withKeys(leaf, { is }))}
      />
    </>
  );
}

export function BucketFields({ leaf, disabled, onChange }: LeafProps) {
  const bucket = leaf['bucket'] as JsonObject;
  const { from, to, salt } = bucket;
  const set = (keys: Parameters<typeof withKeys>[1]) =>
    onChange(withKeys(leaf, { bucket: withKeys(bucket, keys) }));
  return (
    <>
      <span>is in the random share from</span>
      <NumberField
        label="From per cent"
        value={Number(from)}
        min={0}
        max={100}
        suffix=" %"
        disabled={disabled}
        onChange={(next) => set({ from: next })}
      />
      <span>to</span>
      <NumberField
        label="To per cent"
        value={Number(to)}
        min={0}
        max={100}
        suffix=" %"
        disabled={disabled}
        onChange={(next) => set({ to: next })}
      />
      <span>drawn by</span>
      <TextInput
        aria-label="Drawn by (salt)"
        placeholder="this segment"
        value={isText(salt) ? salt : ''}
        w={130}
        disabled={disabled}
        onChange={({ currentTarget }) => set({ salt: currentTarget.value || undefined })}
      />
    </>
  );
}

export function SeenFields({ leaf, disabled, onChange }: LeafProps) {
  const key = Object.hasOwn(leaf, 'firstSeen') ? 'firstSeen' : 'lastSeen';
  return (
    <>
      <span>was {key === 'firstSeen' ? 'first' : 'last'} heard of</span>
      <WindowInput
        label="When"
        value={leaf[key]}
        isOptional={false}
        disabled={disabled}
        onChange={(window) => onChange(withKeys(leaf, { [key]: window }))}
      />
    </>
  );
}

export function EveryoneFields() {
  return <span>everyone</span>;
}
