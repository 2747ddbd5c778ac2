import { Time } from './time';
import { useNow } from './use-now';

/** When something runs next by itself. */
export function NextRun({ at }: { readonly at: string | null }) {
  const now = useNow(false);
  if (at === null) return '–';
  return Date.parse(at) <= now ? 'now due' : <Time at={at} isRelative />;
}
