import { Button } from '@mantine/core';

interface NotToggleProps {
  readonly isNot: boolean;
  /** “this condition”, “this group”. */
  readonly what: string;
  readonly disabled: boolean;
  readonly onChange: (isNot: boolean) => void;
}

export function NotToggle({ isNot, what, disabled, onChange }: NotToggleProps) {
  return (
    <Button
      size="compact-xs"
      variant={isNot ? 'filled' : 'default'}
      color={isNot ? 'red.9' : undefined}
      c={isNot ? undefined : 'dimmed'}
      aria-pressed={isNot}
      aria-label={`Not: the opposite of ${what}`}
      disabled={disabled}
      onClick={() => onChange(!isNot)}
    >
      not
    </Button>
  );
}
