/** 0 all went well; 1 it ran, and something is wrong; 2 the input cannot be used. */
export const EXIT = { ok: 0, failed: 1, unusable: 2 } as const;
