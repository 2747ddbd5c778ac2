import type { ComponentType } from 'react';
import { isObject, type Json } from '../../rules/json';
import type { LeafKind } from '../../rules/leaf-kind';
import { canShowLeaf } from '../../rules/leaf-shape';
import { JsonField } from '../inputs/json-field';
import { ConditionFields } from './condition-fields';
import { EventFields } from './event-fields';
import { IdentifierFields } from './identifier-fields';
import type { LeafProps } from './leaf-props';
import {
  BucketFields,
  ConsentFields,
  EveryoneFields,
  SeenFields,
  SegmentFields,
  SourceFields,
} from './other-fields';
import { SequenceFields } from './sequence-fields';

const FIELDS: Readonly<Record<Exclude<LeafKind, 'json'>, ComponentType<LeafProps>>> = {
  trait: ConditionFields,
  property: ConditionFields,
  event: EventFields,
  sequence: SequenceFields,
  segment: SegmentFields,
  identifier: IdentifierFields,
  source: SourceFields,
  consent: ConsentFields,
  bucket: BucketFields,
  firstSeen: SeenFields,
  lastSeen: SeenFields,
  everyone: EveryoneFields,
};

interface LeafFieldsProps {
  readonly kind: LeafKind;
  readonly leaf: Json;
  readonly disabled: boolean;
  readonly onChange: (leaf: Json) => void;
}

/** The fields of a condition; of one that they could not show whole, its JSON. */
export function LeafFields({ kind, leaf, disabled, onChange }: LeafFieldsProps) {
  if (kind === 'json' || !isObject(leaf) || !canShowLeaf(kind, leaf)) {
    return (
      <JsonField label="Condition as JSON" value={leaf} disabled={disabled} onChange={onChange} />
    );
  }
  const Fields = FIELDS[kind];
  return <Fields leaf={leaf} disabled={disabled} onChange={onChange} />;
}
