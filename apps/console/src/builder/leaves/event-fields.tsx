import { readComparison, withComparison } from '../../rules/comparisons';
import { isObject, isText, type Json, type JsonObject, textOf, withKeys } from '../../rules/json';
import { AGGREGATES } from '../../rules/leaf-shape';
import { useBuilder } from '../builder-context';
import classes from '../builder.module.css';
import { Choice } from '../inputs/choice';
import { ComparisonInput } from '../inputs/comparison-input';
import { NameInput } from '../inputs/name-input';
import { WindowInput } from '../inputs/window-input';
import { EventNames } from './event-names';
import type { LeafProps } from './leaf-props';
import { PeriodsFields } from './periods-fields';
import { namesOf } from './names-of';
import { WhereFields } from './where-fields';

const MEASURES = [
  { value: 'count', label: 'how many times' },
  { value: 'sum', label: 'the sum of' },
  { value: 'avg', label: 'the average of' },
  { value: 'min', label: 'the least' },
  { value: 'max', label: 'the most' },
  { value: 'distinct', label: 'different values of' },
  { value: 'first', label: 'the first one' },
  { value: 'last', label: 'the last one' },
  { value: 'periods', label: 'in many periods' },
] as const;

type Measure = (typeof MEASURES)[number]['value'];

const ONCE = { op: 'gte', value: 1 } as const;

/** What somebody did: how often, how much, when, and which of the events count. */
export function EventFields({ leaf, disabled, onChange }: LeafProps) {
  const measure = measureOf(leaf);
  const names = namesOf(leaf['event']);
  const set = (keys: Readonly<Record<string, Json | undefined>>) => onChange(withKeys(leaf, keys));
  return (
    <>
      <span>did</span>
      <EventNames value={leaf['event']} disabled={disabled} onChange={(event) => set({ event })} />
      <Choice
        label="What is measured"
        value={measure}
        options={MEASURES}
        disabled={disabled}
        onChange={(next) => onChange(changeMeasure(leaf, next))}
      />
      <MeasureFields leaf={leaf} disabled={disabled} onChange={onChange} />
      {measure !== 'periods' && (
        <WindowInput
          label="When"
          value={leaf['within']}
          isOptional
          disabled={disabled}
          onChange={(within) => set({ within })}
        />
      )}
      <div className={classes.below}>
        <WhereFields
          label="of those with"
          value={leaf['where']}
          events={names}
          disabled={disabled}
          onChange={(where) => set({ where })}
        />
        {isText(leaf['occurrence']) && (
          <WhereFields
            label={`the ${leaf['occurrence']} one having`}
            value={leaf['having']}
            events={names}
            disabled={disabled}
            onChange={(having) => set({ having })}
          />
        )}
      </div>
    </>
  );
}

function MeasureFields({ leaf, disabled, onChange }: LeafProps) {
  const { grammar } = useBuilder();
  const measure = measureOf(leaf);
  const [event = ''] = namesOf(leaf['event']);
  if (grammar === 'where' || measure === 'first' || measure === 'last') return null;
  if (measure === 'count' || measure === 'periods') {
    return (
      <>
        <ComparisonInput
          label="Times"
          value={readComparison(leaf['count']) ?? ONCE}
          isCount
          disabled={disabled}
          onChange={(count) => onChange(withKeys(leaf, { count: withComparison({}, count) }))}
        />
        <span>times</span>
        {measure === 'periods' && isObject(leaf['periods']) && (
          <PeriodsFields
            value={leaf['periods']}
            disabled={disabled}
            onChange={(periods) => onChange(withKeys(leaf, { periods }))}
          />
        )}
      </>
    );
  }
  const aggregate = leaf[measure] as JsonObject;
  const set = (next: JsonObject) => onChange(withKeys(leaf, { [measure]: next }));
  return (
    <>
      <NameInput
        label="Property"
        value={textOf(aggregate['property'])}
        source={{ of: 'properties', event }}
        width={130}
        disabled={disabled}
        onChange={(property) => set(withKeys(aggregate, { property }))}
      />
      <ComparisonInput
        label="Amount"
        value={readComparison(aggregate) ?? ONCE}
        isCount={measure === 'distinct'}
        disabled={disabled}
        onChange={(comparison) => set(withComparison(aggregate, comparison))}
      />
    </>
  );
}

function measureOf(leaf: JsonObject): Measure {
  if (leaf['periods'] !== undefined) return 'periods';
  if (leaf['occurrence'] === 'first') return 'first';
  if (leaf['occurrence'] === 'last') return 'last';
  return AGGREGATES.find((key) => leaf[key] !== undefined) ?? 'count';
}

/** The event measured otherwise; what is compared with, and the property, stay where they can. */
function changeMeasure(leaf: JsonObject, next: Measure): JsonObject {
  const before = AGGREGATES.find((key) => leaf[key] !== undefined);
  const aggregate = before === undefined ? undefined : (leaf[before] as JsonObject);
  const comparison = readComparison(aggregate ?? leaf['count']) ?? ONCE;
  const gone = Object.fromEntries(
    ['count', ...AGGREGATES, 'occurrence', 'having', 'periods'].map((key) => [key, undefined]),
  );
  switch (next) {
    case 'count':
      return withKeys(leaf, { ...gone, count: withComparison({}, comparison) });
    case 'periods':
      return withKeys(leaf, {
        ...gone,
        within: undefined,
        count: withComparison({}, comparison),
        periods: { unit: 'week', last: 4, atLeast: 3 },
      });
    case 'first':
    case 'last':
      return withKeys(leaf, { ...gone, occurrence: next });
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'distinct':
      return withKeys(leaf, {
        ...gone,
        [next]: withComparison({ property: aggregate?.['property'] ?? '' }, comparison),
      });
  }
}
