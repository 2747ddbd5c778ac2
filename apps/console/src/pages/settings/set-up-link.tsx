import { Stack, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { CopyText } from '../../components/copy-text';
import { Time } from '../../components/time';

/** To be handed to somebody, who sets a password on it. */
export function SetUpLink({ link }: { readonly link: Schemas['SetUpLinkDto'] }) {
  return (
    <Stack gap="sm">
      <Text fz="sm">
        Hand it over in a private way: whoever opens it first sets the password. It works once,
        until <Time at={link.expiresAt} />, and is not shown again.
      </Text>
      <CopyText text={link.url} label="Set-up link" />
    </Stack>
  );
}
