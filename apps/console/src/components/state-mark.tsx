import { Box, Group } from '@mantine/core';
import classes from './state-mark.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'idle';

interface StateMarkProps {
  readonly tone: Tone;
  readonly label: string;
}

/** A state in a word; the colour of its dot says it once more. */
export function StateMark({ tone, label }: StateMarkProps) {
  return (
    <Group gap={7} wrap="nowrap" component="span" display="inline-flex">
      <Box component="span" className={classes.dot} data-tone={tone} aria-hidden />
      <span className={classes.label}>{label}</span>
    </Group>
  );
}
