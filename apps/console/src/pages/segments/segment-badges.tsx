import { Badge, Tooltip } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { plural } from '../../format/numbers';

type Segment = Schemas['SegmentDetailDto'] & { readonly warnings?: number | null };

/** What is special about a segment. */
export function SegmentBadges({ segment }: { readonly segment: Omit<Segment, 'rule'> }) {
  const { kind, origin, error, isCurrent, visibility, visibleTo, warnings } = segment;
  return (
    <>
      {kind === 'static' && <Badge color="gray">static</Badge>}
      {origin === 'file' && (
        <Tooltip label="Managed by segue.yaml: it is edited there">
          <Badge color="gray">segue.yaml</Badge>
        </Tooltip>
      )}
      {visibility === 'personal' && <Badge color="gray">personal</Badge>}
      {visibility === 'roles' && <Badge color="gray">for {visibleTo.join(', ')}</Badge>}
      {error && (
        <Tooltip label={error.message}>
          <Badge color="red.9" variant="filled">
            error
          </Badge>
        </Tooltip>
      )}
      {!isCurrent && !error && <Badge color="ink">not yet evaluated</Badge>}
      {!!warnings && (
        <Badge color="ink" variant="outline">
          {plural(warnings, 'warning')}
        </Badge>
      )}
    </>
  );
}
