import { Button, Group, MultiSelect, Stack, Switch, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { api } from '../../api/client';
import { DurationInput } from '../../builder/inputs/duration-input';
import { WindowInput } from '../../builder/inputs/window-input';
import { EventNames } from '../../builder/leaves/event-names';
import { namesOf } from '../../builder/leaves/names-of';
import { WhereFields } from '../../builder/leaves/where-fields';
import { StepButtons, StepWithin } from '../../builder/step-parts';
import { Card } from '../../components/card';
import { withKeys, type Json, type JsonObject } from '../../rules/json';
import { FEWEST_STEPS, MOST_SEGMENTS, MOST_STEPS, type Funnel } from './funnel';

interface FunnelFormProps {
  readonly funnel: Funnel;
  readonly onChange: (funnel: Funnel) => void;
}

export function FunnelForm({ funnel, onChange }: FunnelFormProps) {
  const { steps, within, conversionWindow, segments } = funnel;
  const { data } = api.useQuery('get', '/api/segments');
  const setSteps = (next: readonly JsonObject[]) =>
    onChange({
      ...funnel,
      steps: next.map((step, index) =>
        index === 0 ? withKeys(step, { within: undefined }) : step,
      ),
    });
  return (
    <Card title="Steps">
      <Stack gap="sm">
        {steps.map((step, index) => (
          <Step
            key={index}
            step={step}
            index={index}
            canRemove={steps.length > FEWEST_STEPS}
            onChange={(next) => setSteps(steps.map((one, at) => (at === index ? next : one)))}
            onRemove={() => setSteps(steps.filter((_, at) => at !== index))}
            onMoveUp={() => {
              const next = [...steps];
              next.splice(index - 1, 0, ...next.splice(index, 1));
              setSteps(next);
            }}
          />
        ))}
        {steps.length < MOST_STEPS && (
          <Button
            variant="light"
            size="compact-xs"
            leftSection={<IconPlus size={14} />}
            style={{ alignSelf: 'flex-start' }}
            onClick={() => setSteps([...steps, { event: '' }])}
          >
            Add step
          </Button>
        )}
        <Group gap={6}>
          <Text fz="sm">First step</Text>
          <WindowInput
            label="When the first step was"
            value={within}
            isOptional={false}
            onChange={(next) => onChange({ ...funnel, within: (next ?? {}) as JsonObject })}
          />
        </Group>
        <Group gap={6}>
          <Switch
            label="all steps within"
            checked={conversionWindow !== undefined}
            onChange={({ currentTarget: { checked } }) => {
              const { conversionWindow: _, ...rest } = funnel;
              onChange(checked ? { ...rest, conversionWindow: '7d' } : rest);
            }}
          />
          {conversionWindow !== undefined && (
            <DurationInput
              label="All steps within"
              value={conversionWindow}
              onChange={(next) => onChange({ ...funnel, conversionWindow: next })}
            />
          )}
        </Group>
        <MultiSelect
          label="Side by side"
          description={`Up to ${MOST_SEGMENTS} segments; everyone without any`}
          data={(data?.segments ?? []).map(({ key, name }) => ({ value: key, label: name }))}
          value={[...segments]}
          maxValues={MOST_SEGMENTS}
          searchable
          onChange={(next) => onChange({ ...funnel, segments: next })}
        />
      </Stack>
    </Card>
  );
}

interface StepProps {
  readonly step: JsonObject;
  readonly index: number;
  readonly canRemove: boolean;
  readonly onChange: (step: JsonObject) => void;
  readonly onRemove: () => void;
  readonly onMoveUp: () => void;
}

function Step({ step, index, canRemove, onChange, onRemove, onMoveUp }: StepProps) {
  const set = (keys: Readonly<Record<string, Json | undefined>>) => onChange(withKeys(step, keys));
  return (
    <div role="group" aria-label={`Step ${index + 1}`}>
      <Group gap={6}>
        <Text fz="sm" c="dimmed" w={18}>
          {index + 1}
        </Text>
        <EventNames value={step['event']} disabled={false} onChange={(event) => set({ event })} />
        <StepWithin
          index={index}
          within={step['within']}
          disabled={false}
          onChange={(within) => set({ within })}
        />
        <StepButtons {...{ index, canRemove, onMoveUp, onRemove }} />
      </Group>
      <WhereFields
        label="with"
        value={step['where']}
        events={namesOf(step['event'])}
        disabled={false}
        onChange={(where) => set({ where })}
      />
    </div>
  );
}
