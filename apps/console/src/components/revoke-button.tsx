import { useDisclosure } from '@mantine/hooks';
import type { ComponentProps, ReactNode } from 'react';
import { Confirm } from './confirm';
import { RightButton } from './right-button';

interface RevokeButtonProps {
  readonly name: string;
  readonly right: ComponentProps<typeof RightButton>['right'];
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onRevoke: () => void;
  /** What will be refused from then on. */
  readonly children: ReactNode;
}

/** Revokes a key after it has asked. */
export function RevokeButton(props: RevokeButtonProps) {
  const { name, right, isPending, error, onRevoke, children } = props;
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <RightButton
        right={right}
        variant="subtle"
        color="gray"
        c="var(--segue-bad)"
        size="compact-xs"
        aria-label={`Revoke ${name}`}
        onClick={open}
      >
        Revoke
      </RightButton>
      <Confirm
        title={`Revoke ${name}?`}
        action="Revoke"
        isOpen={isOpen}
        isPending={isPending}
        error={error}
        onConfirm={onRevoke}
        onClose={close}
      >
        {children}
      </Confirm>
    </>
  );
}
