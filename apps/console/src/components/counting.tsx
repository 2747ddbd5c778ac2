import { Loader } from '@mantine/core';

/** Beside numbers that are counted anew. What is seen of them stays readable. */
export function Counting() {
  return <Loader size={14} role="status" aria-label="Counting" />;
}
