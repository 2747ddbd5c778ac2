import {
  ActionIcon,
  Button,
  Group,
  MultiSelect,
  Stack,
  Switch,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { api } from '../../api/client';
import { DurationInput } from '../../builder/inputs/duration-input';
import { WindowInput } from '../../builder/inputs/window-input';
import { EventNames } from '../../builder/leaves/event-names';
import { namesOf } from '../../builder/leaves/names-of';
import { WhereFields } from '../../builder/leaves/where-fields';
import { Card } from '../../components/card';
import { isText, withKeys, type Json, type JsonObject } from '../../rules/json';
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
  const { within } = step;
  return (
    <div role="group" aria-label={`Step ${index + 1}`}>
      <Group gap={6}>
        <Text fz="sm" c="dimmed" w={18}>
          {index + 1}
        </Text>
        <EventNames value={step['event']} disabled={false} onChange={(event) => set({ event })} />
        {index > 0 && (
          <Switch
            label="within"
            checked={within !== undefined}
            onChange={({ currentTarget }) =>
              set({ within: currentTarget.checked ? '1d' : undefined })
            }
          />
        )}
        {isText(within) && (
          <DurationInput
            label={`Step ${index + 1}, within`}
            value={within}
            onChange={(next) => set({ within: next })}
          />
        )}
        <Group gap={2} ml="auto">
          {index > 0 && (
            <Tooltip label="Earlier">
              <ActionIcon aria-label={`Move step ${index + 1} up`} onClick={onMoveUp}>
                <IconArrowUp size={15} />
              </ActionIcon>
            </Tooltip>
          )}
          {canRemove && (
            <Tooltip label="Remove the step">
              <ActionIcon aria-label={`Remove step ${index + 1}`} onClick={onRemove}>
                <IconTrash size={15} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
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
