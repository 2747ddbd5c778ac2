import { Alert } from '@mantine/core';
import { IconFileCode } from '@tabler/icons-react';
import type { Schemas } from '../api/client';

type Place = Schemas['FilePlaceDto'];

/** Why something cannot be edited here, and where it can be. */
export function ManagedByFile({ location }: { readonly location: Place | null }) {
  return (
    <Alert color="gray" variant="light" icon={<IconFileCode />} mb="md">
      Managed by <b>{location === null ? 'segue.yaml' : placeText(location)}</b>. Edit it there, and
      run <code>segue apply</code>.
    </Alert>
  );
}

export const placeText = ({ file, line, endLine }: Place): string =>
  line === endLine ? `${file}, line ${line}` : `${file}, lines ${line} to ${endLine}`;
