import { setFlagsFromString } from 'node:v8';

/**
 * How much the heap may grow over what was alive after a full garbage collection before there is another one, in percent.
 * Pages of records live just long enough to be promoted, and by default V8 lets such garbage pile up to several times of what
 * is alive: a large import would hold hundreds of MiB that nothing uses.
 */
const GROWTH_PERCENT = 30;

/** Keeps the memory of this process independent of how much data it has seen, for a few percent of its time. */
export const boundHeap = (): void => {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
};
