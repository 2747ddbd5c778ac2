import type { Schemas } from '../api/client';
import { TextLink } from '../components/links';

/** What a run was of. */
export function TargetLink({ kind, target }: Pick<Schemas['RunDto'], 'kind' | 'target'>) {
  if (kind === 'evaluate') return <TextLink to="/segments">All segments</TextLink>;
  if (kind === 'sync') {
    return (
      <TextLink to="/syncs/$id" params={{ id: target }}>
        {target}
      </TextLink>
    );
  }
  return (
    <TextLink to="/connections/$id" params={{ id: target }}>
      {target}
    </TextLink>
  );
}
