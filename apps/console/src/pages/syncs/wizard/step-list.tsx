import { UnstyledButton } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { STEPS, STEP_TITLES, type Step } from './steps';
import classes from './wizard.module.css';

interface StepListProps {
  readonly step: Step;
  readonly furthest: Step;
  readonly onChange: (step: Step) => void;
}

/** The steps, in their order; those that can be reached are buttons. */
export function StepList({ step, furthest, onChange }: StepListProps) {
  const reach = STEPS.indexOf(furthest);
  return (
    <ol className={classes.steps} aria-label="Steps">
      {STEPS.map((name, index) => (
        <li key={name}>
          <UnstyledButton
            className={classes.step}
            disabled={index > reach}
            aria-current={name === step ? 'step' : undefined}
            onClick={() => onChange(name)}
          >
            <span className={classes.number} aria-hidden>
              {index < STEPS.indexOf(step) ? <IconCheck size={12} /> : index + 1}
            </span>
            {STEP_TITLES[name]}
          </UnstyledButton>
        </li>
      ))}
    </ol>
  );
}
