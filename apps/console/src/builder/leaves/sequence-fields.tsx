import { Button, Switch, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { isText, withKeys, type Json, type JsonObject } from '../../rules/json';
import classes from '../builder.module.css';
import { WindowInput } from '../inputs/window-input';
import { StepButtons, StepWithin } from '../step-parts';
import { EventNames } from './event-names';
import type { LeafProps } from './leaf-props';
import { namesOf } from './names-of';
import { WhereFields } from './where-fields';

const FEWEST = 2;
const MOST = 10;

/** Events one after the other. */
export function SequenceFields({ leaf, disabled, onChange }: LeafProps) {
  const steps = leaf['sequence'] as readonly JsonObject[];
  const setSteps = (next: readonly JsonObject[]) =>
    onChange(withKeys(leaf, { sequence: tidy(next) }));
  const setStep = (index: number, step: JsonObject) =>
    setSteps(steps.map((one, position) => (position === index ? step : one)));
  return (
    <>
      <span>did, in this order,</span>
      <WindowInput
        label="When all of it"
        value={leaf['within']}
        isOptional
        disabled={disabled}
        onChange={(within) => onChange(withKeys(leaf, { within }))}
      />
      <ol className={`${classes.steps} ${classes.below}`}>
        {steps.map((step, index) => (
          <li key={index}>
            <Step
              step={step}
              index={index}
              isLast={index === steps.length - 1}
              canRemove={steps.length > FEWEST}
              disabled={disabled}
              onChange={(next) => setStep(index, next)}
              onRemove={() => setSteps(steps.filter((_, position) => position !== index))}
              onMoveUp={() => setSteps(swap(steps, index))}
            />
          </li>
        ))}
      </ol>
      {!disabled && steps.length < MOST && (
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} />}
          onClick={() => setSteps([...steps, { event: '' }])}
        >
          Add step
        </Button>
      )}
    </>
  );
}

interface StepProps {
  readonly step: JsonObject;
  readonly index: number;
  readonly isLast: boolean;
  readonly canRemove: boolean;
  readonly disabled: boolean;
  readonly onChange: (step: JsonObject) => void;
  readonly onRemove: () => void;
  readonly onMoveUp: () => void;
}

function Step(props: StepProps) {
  const { step, index, isLast, canRemove, disabled, onChange, onRemove, onMoveUp } = props;
  const set = (keys: Readonly<Record<string, Json | undefined>>) => onChange(withKeys(step, keys));
  const { within } = step;
  return (
    <>
      <div className={classes.row}>
        <EventNames
          value={step['event']}
          disabled={disabled}
          onChange={(event) => set({ event })}
        />
        <StepWithin
          index={index}
          within={within}
          disabled={disabled}
          onChange={(next) => set({ within: next })}
        />
        {isText(within) && <Text fz="sm">of the step before</Text>}
        {isLast && index > 0 && (
          <Switch
            label="must not have happened"
            checked={step['not'] === true}
            disabled={disabled}
            onChange={({ currentTarget }) => set({ not: currentTarget.checked || undefined })}
          />
        )}
        {!disabled && <StepButtons {...{ index, canRemove, onMoveUp, onRemove }} />}
      </div>
      <WhereFields
        label="with"
        value={step['where']}
        events={namesOf(step['event'])}
        disabled={disabled}
        onChange={(where) => set({ where })}
      />
    </>
  );
}

/** The first step has none before it, and only the last may be one that did not happen. */
const tidy = (steps: readonly JsonObject[]): readonly JsonObject[] =>
  steps.map((step, index) =>
    withKeys(step, {
      within: index === 0 ? undefined : step['within'],
      not: index < steps.length - 1 ? undefined : step['not'],
    }),
  );

function swap(steps: readonly JsonObject[], index: number): readonly JsonObject[] {
  const next = [...steps];
  [next[index - 1], next[index]] = [next[index]!, next[index - 1]!];
  return next;
}
