import { Button, Group, PasswordInput, Text } from '@mantine/core';
import type { Json } from '../rules/json';

interface SecretFieldProps {
  readonly label: string;
  readonly description: string | undefined;
  readonly required: boolean;
  readonly error: string | undefined;
  readonly value: Json | undefined;
  readonly isSet: boolean;
  readonly onChange: (value: Json | undefined) => void;
}

/** A secret can be given, and is never shown again. Null takes it out. */
export function SecretField(props: SecretFieldProps) {
  const { label, description, required, error, value, isSet, onChange } = props;
  const isRemoved = value === null;
  return (
    <PasswordInput
      label={label}
      description={description}
      required={required}
      // One that is set may stay, so that the browser must not ask for it.
      aria-required={required && !isSet}
      size="xs"
      autoComplete="new-password"
      spellCheck={false}
      value={typeof value === 'string' ? value : ''}
      placeholder={isSet && !isRemoved ? '•••••••• is set; type to replace it' : undefined}
      error={error}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
      onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      visibilityToggleButtonProps={{ 'aria-label': `Show ${label}` }}
      inputContainer={(input) => (
        <>
          {input}
          {isSet && !required && (
            <Group gap="xs" mt={4}>
              {isRemoved && (
                <Text fz="xs" c="dimmed">
                  It is taken out when you save.
                </Text>
              )}
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => onChange(isRemoved ? undefined : null)}
              >
                {isRemoved ? 'Keep it' : `Remove ${label}`}
              </Button>
            </Group>
          )}
        </>
      )}
    />
  );
}
