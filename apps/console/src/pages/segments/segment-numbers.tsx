import { SimpleGrid } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { Stat } from '../../components/stat';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';

/** The few facts that one comes for. */
export function SegmentNumbers({ segment }: { readonly segment: Schemas['SegmentDetailDto'] }) {
  const { size, evaluatedAt, owner, version, editedAt, editedBy, folder } = segment;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <Stat label="Members" value={formatNumber(size)} />
      <Stat label="Evaluated" value={<Time at={evaluatedAt} isRelative never="not yet" />} />
      <Stat
        label={`Version ${version}`}
        value={<Time at={editedAt} isRelative />}
        note={`by ${editedBy}`}
      />
      <Stat label="Owner" value={owner?.name ?? 'nobody'} note={folder ?? undefined} />
    </SimpleGrid>
  );
}
