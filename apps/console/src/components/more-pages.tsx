import { Button, Group, Text } from '@mantine/core';
import { formatNumber } from '../format/numbers';

interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** The end of a list that the hub gives page by page. */
export function MorePages({ query, shown }: { readonly query: Paged; readonly shown: number }) {
  return (
    <Group justify="center" gap="sm" pt="sm">
      <Text fz="xs" c="dimmed">
        {formatNumber(shown)} shown{query.hasNextPage ? '' : ', that is all'}
      </Text>
      {query.hasNextPage && (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Group>
  );
}
