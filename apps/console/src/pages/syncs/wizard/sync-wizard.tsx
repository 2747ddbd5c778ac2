import { Button, Group, Stack, Text } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { api } from '../../../api/client';
import { toProblem } from '../../../api/problem';
import { Card } from '../../../components/card';
import { Failed } from '../../../components/states';
import { UnsavedGuard } from '../../../components/unsaved-guard';
import { isSame } from '../../../rules/json';
import { ScheduleEditor } from '../../../schedules/schedule-editor';
import { fieldsOf } from '../../../schema-form/form-fields';
import { usePlugins } from '../../../api/use-plugins';
import { AudienceStep } from './audience-step';
import { DestinationStep } from './destination-step';
import { FieldsStep } from './fields-step';
import { GuardsStep } from './guards-step';
import { PlanStep } from './plan-step';
import { SegmentStep } from './segment-step';
import { StepList } from './step-list';
import type { StepProps } from './step-props';
import { firstStep, furthestStep, lackOf, stepOf, STEPS, STEP_TITLES, type Step } from './steps';
import { bodyOf, idOf, type SyncDraft } from './sync-draft';
import classes from './wizard.module.css';

export type SavedSync = ReturnType<typeof bodyOf> & { readonly id: string };

interface SyncWizardProps {
  readonly initial: SyncDraft;
  readonly isNew: boolean;
  readonly isSaving: boolean;
  readonly saveError: unknown;
  readonly onSave: (sync: SavedSync) => void;
  readonly onCancel: () => void;
}

/** A sync, step by step; nothing is sent or stored before its last one. */
export function SyncWizard({
  initial,
  isNew,
  isSaving,
  saveError,
  onSave,
  onCancel,
}: SyncWizardProps) {
  const [draft, setDraft] = useState(initial);
  const audienceFields = useAudienceFields(draft.connection);
  const [step, setStep] = useState<Step>(() => firstStep(initial, isNew));
  const heading = useRef<HTMLDivElement>(null);
  const problems = saveError == null ? [] : (toProblem(saveError).problems ?? []);
  const lack = lackOf(step, draft, audienceFields);
  const go = (next: Step | undefined) => {
    if (next === undefined) return;
    setStep(next);
    heading.current?.focus();
  };
  const index = STEPS.indexOf(step);
  const wrong = problems.map(({ pointer }) => stepOf(pointer)).find((name) => name !== 'plan');
  return (
    <>
      <UnsavedGuard isDirty={!isSaving && !isSame(draft as never, initial as never)} />
      <div className={classes.layout}>
        <StepList step={step} furthest={furthestStep(draft, audienceFields)} onChange={go} />
        <Stack gap="md">
          <div ref={heading} tabIndex={-1} style={{ outline: 'none' }} aria-label={titleOf(step)}>
            <Card title={STEP_TITLES[step]}>
              <StepFields
                step={step}
                draft={draft}
                audienceFields={audienceFields}
                problems={problems}
                isNew={isNew}
                onChange={(change) => setDraft({ ...draft, ...change })}
              />
            </Card>
          </div>
          {saveError != null && <Failed error={saveError} />}
          <Group justify="flex-end">
            {lack !== undefined && (
              <Text fz="xs" c="dimmed">
                {lack}
              </Text>
            )}
            <Button variant="default" onClick={index === 0 ? onCancel : () => go(STEPS[index - 1])}>
              {index === 0 ? 'Cancel' : 'Back'}
            </Button>
            {wrong !== undefined && step === 'plan' && (
              <Button variant="default" onClick={() => go(wrong)}>
                To {STEP_TITLES[wrong]}
              </Button>
            )}
            {step === 'plan' ? (
              <Button
                loading={isSaving}
                disabled={idOf(draft) === ''}
                onClick={() => onSave({ id: idOf(draft), ...bodyOf(draft, audienceFields) })}
              >
                {isNew ? 'Switch it on' : 'Save'}
              </Button>
            ) : (
              <Button disabled={lack !== undefined} onClick={() => go(STEPS[index + 1])}>
                Next
              </Button>
            )}
          </Group>
        </Stack>
      </div>
    </>
  );
}

const titleOf = (step: Step): string =>
  `Step ${STEPS.indexOf(step) + 1} of ${STEPS.length}: ${STEP_TITLES[step]}`;

function StepFields({ step, ...props }: StepProps & { readonly step: Step }) {
  switch (step) {
    case 'segment':
      return <SegmentStep {...props} />;
    case 'destination':
      return <DestinationStep {...props} />;
    case 'audience':
      return <AudienceStep {...props} />;
    case 'fields':
      return <FieldsStep {...props} />;
    case 'schedule':
      return (
        <ScheduleEditor
          value={props.draft.schedule}
          id={props.draft.id}
          onChange={(schedule) => props.onChange({ schedule })}
        />
      );
    case 'guards':
      return <GuardsStep {...props} />;
    case 'plan':
      return <PlanStep {...props} />;
  }
}

/** What an audience is at a destination. */
function useAudienceFields(connectionId: string) {
  const connections = api.useQuery('get', '/api/connections').data?.connections;
  const plugins = usePlugins().data?.plugins;
  return useMemo(() => {
    const key = connections?.find(({ id }) => id === connectionId)?.plugin;
    return fieldsOf(plugins?.find((plugin) => plugin.key === key)?.audience);
  }, [connections, plugins, connectionId]);
}
