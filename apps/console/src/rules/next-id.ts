let last = 0;

/** Of a node of a tree; of this page only. */
export const nextId = (): string => `node-${++last}`;
