import { NumberInput, Stack, Text } from '@mantine/core';
import { problemsBelow } from '../../../schema-form/form-values';
import type { StepProps } from './step-props';
import type { Guards } from './sync-draft';

const LIMITS: readonly {
  readonly name: keyof Guards;
  readonly label: string;
  readonly help: string;
  readonly suffix?: string;
  readonly max?: number;
}[] = [
  {
    name: 'maxLeavePercent',
    label: 'Removals, at most',
    help: 'Of those who are in the audience. A source that is read in part, or a rule that was edited, often shows here first.',
    suffix: ' %',
    max: 100,
  },
  {
    name: 'maxChanges',
    label: 'Changes in one run, at most',
    help: 'Additions, changes and removals together.',
  },
  {
    name: 'minSize',
    label: 'People in the segment, at least',
    help: 'With 1, an empty segment never empties the audience.',
  },
];

/** Beyond what a run stops before it sends anything, and waits for somebody to approve. */
export function GuardsStep({ draft, problems, onChange }: StepProps) {
  const wrong = problemsBelow('/guards', problems);
  return (
    <Stack gap="sm">
      <Text fz="sm" c="dimmed">
        A run that would go beyond one of these stops before anything is sent, and waits for
        approval. Leave a limit empty to have none.
      </Text>
      {LIMITS.map(({ name, label, help, suffix, max }) => (
        <NumberInput
          key={name}
          label={label}
          description={help}
          value={draft.guards[name] ?? ''}
          min={0}
          max={max}
          suffix={suffix}
          thousandSeparator=","
          maw={360}
          error={wrong[name]}
          onChange={(next) => {
            const { [name]: _, ...others } = draft.guards;
            onChange({ guards: typeof next === 'number' ? { ...others, [name]: next } : others });
          }}
        />
      ))}
    </Stack>
  );
}
