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

/** The file by its name: where it is on the hub's machine helps nobody here. */
export function placeText({ file, line, endLine }: Place): string {
  const name = file.split('/').at(-1)!;
  return line === endLine ? `${name}, line ${line}` : `${name}, lines ${line} to ${endLine}`;
}
