/** Takes from an address's search those of these parameters that are texts, and leaves the rest out. */
export const textsOf =
  <K extends string>(...keys: readonly K[]) =>
  (search: Record<string, unknown>): { readonly [key in K]?: string } =>
    Object.fromEntries(
      keys.flatMap((key) => {
        const value = search[key];
        if (typeof value === 'number') return [[key, String(value)] as const];
        return typeof value === 'string' && value !== '' ? [[key, value] as const] : [];
      }),
    ) as { readonly [key in K]?: string };
