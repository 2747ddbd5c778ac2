import { ActionIcon, Box, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './copy-text.module.css';

interface CopyTextProps {
  readonly text: string;
  /** What it is: Write key. */
  readonly label: string;
}

/** Text that one takes elsewhere: a key, a snippet. */
export function CopyText({ text, label }: CopyTextProps) {
  return (
    <Box className={classes.frame}>
      <pre className={classes.text} tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon
              className={classes.button}
              onClick={copy}
              aria-label={`Copy ${label}`}
              variant="default"
            >
              {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Box>
  );
}
