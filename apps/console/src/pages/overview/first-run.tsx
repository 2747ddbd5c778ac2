import { Group, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { Schemas } from '../../api/client';
import { useCan, type Right } from '../../api/session';
import { Card } from '../../components/card';
import { LinkButton } from '../../components/links';
import { AddDemoData } from './add-demo-data';
import classes from './first-run.module.css';

interface Step {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly to: '/connections/new' | '/segments/new' | '/syncs/new';
  readonly right: Right;
  readonly isDone: boolean;
}

/** Three steps from nothing to the first sync. */
export function FirstRun({ needs }: { readonly needs: Schemas['OverviewDto']['firstRun'] }) {
  const steps: readonly Step[] = [
    {
      title: 'Connect',
      text: 'A source, so that Segue knows your people; a destination to send them to.',
      action: 'New connection',
      to: '/connections/new',
      right: 'connections:write',
      isDone: !needs.needsConnection,
    },
    {
      title: 'Define',
      text: 'A segment: who belongs together. Templates are a start.',
      action: 'New segment',
      to: '/segments/new',
      right: 'segments:write',
      isDone: !needs.needsSegment,
    },
    {
      title: 'Sync',
      text: 'Keep an audience in a tool equal to the segment. You see the plan first.',
      action: 'New sync',
      to: '/syncs/new',
      right: 'syncs:write',
      isDone: !needs.needsSync,
    },
  ];
  const next = steps.find(({ isDone }) => !isDone);
  return (
    <Card title="Three steps to the first sync" mb="md">
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step.title} className={classes.step} data-done={step.isDone || undefined}>
            <Group gap="sm" align="flex-start" wrap="nowrap">
              <span className={classes.number} aria-hidden>
                {step.isDone ? <IconCheck size={14} /> : index + 1}
              </span>
              <Stack gap={4} align="flex-start">
                <Text fw={600}>
                  {step.title}
                  {step.isDone && ' (done)'}
                </Text>
                <Text fz="sm" c="dimmed">
                  {step.text}
                </Text>
                {!step.isDone && <Begin step={step} isNext={step === next} />}
              </Stack>
            </Group>
          </li>
        ))}
      </ol>
      {needs.isEmpty && <AddDemoData />}
    </Card>
  );
}

function Begin({ step, isNext }: { readonly step: Step; readonly isNext: boolean }) {
  const may = useCan(step.right);
  if (!may) {
    return (
      <Text fz="xs" c="dimmed">
        Somebody with another role does this.
      </Text>
    );
  }
  return (
    <LinkButton to={step.to} variant={isNext ? 'filled' : 'default'}>
      {step.action}
    </LinkButton>
  );
}
