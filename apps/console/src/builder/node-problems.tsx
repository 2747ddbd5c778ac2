import { Text } from '@mantine/core';
import type { NodeInfo } from './builder-context';

export function NodeProblems({ info }: { readonly info: NodeInfo | undefined }) {
  if (!info || info.problems.length === 0) return null;
  return (
    <div aria-live="polite">
      {info.problems.map(({ pointer, message }) => (
        <Text key={`${pointer} ${message}`} fz="xs" c="var(--mantine-color-error)" mt={2}>
          {[nameOf(pointer), message].filter(Boolean).join(' ')}
        </Text>
      ))}
    </div>
  );
}

/** The last part of a JSON Pointer that is a name. */
const nameOf = (pointer: string): string | undefined =>
  pointer
    .split('/')
    .filter((step) => step !== '' && !/^\d+$|^(all|any|not)$/.test(step))
    .at(-1);
