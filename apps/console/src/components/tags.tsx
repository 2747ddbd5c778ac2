import { Badge } from '@mantine/core';

export function Tags({ tags }: { readonly tags: readonly string[] }) {
  return tags.map((tag) => (
    <Badge key={tag} color="gray" variant="outline" size="xs" c="dimmed">
      {tag}
    </Badge>
  ));
}
