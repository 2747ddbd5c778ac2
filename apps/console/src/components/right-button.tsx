import { Button, Tooltip, type ButtonProps } from '@mantine/core';
import type { MouseEventHandler } from 'react';
import { useSession, type Right } from '../api/session';

interface RightButtonProps extends ButtonProps {
  readonly right: Right;
  /** Why it cannot be done by anybody now. */
  readonly reason?: string | undefined;
  readonly onClick: MouseEventHandler<HTMLButtonElement>;
}

/** A button that says why it does nothing to who may not use it. */
export function RightButton({ right, reason, onClick, ...rest }: RightButtonProps) {
  const { rights, role } = useSession();
  const why = rights.includes(right) ? reason : `A ${role} may not do this. Ask an owner.`;
  if (why === undefined) return <Button onClick={onClick} {...rest} />;
  // It keeps the focus, or else who uses the keyboard would never hear the reason.
  return (
    <Tooltip label={why} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...rest}
        data-disabled
        aria-disabled
        aria-description={why}
        onClick={(event) => event.preventDefault()}
      />
    </Tooltip>
  );
}
