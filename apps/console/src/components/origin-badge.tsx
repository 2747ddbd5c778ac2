import { Badge, Tooltip } from '@mantine/core';

interface OriginBadgeProps {
  readonly origin: 'file' | 'api';
  readonly location?: { readonly file: string; readonly line: number } | null;
}

/** Of what is declared in segue.yaml: where, because it is edited there. */
export function OriginBadge({ origin, location }: OriginBadgeProps) {
  if (origin === 'api') return null;
  const place = location
    ? `${location.file.split('/').at(-1)}, line ${location.line}`
    : 'segue.yaml';
  return (
    <Tooltip label={`Managed by ${place}: it is edited there`}>
      <Badge color="gray">segue.yaml</Badge>
    </Tooltip>
  );
}
