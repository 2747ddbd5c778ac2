import { Empty } from '../components/states';
import { LinkButton } from '../components/links';

export function NotFound() {
  return (
    <Empty
      title="There is no such page"
      action={
        <LinkButton to="/" variant="default">
          To the overview
        </LinkButton>
      }
    >
      The address may be mistyped, or what it showed has been deleted.
    </Empty>
  );
}
