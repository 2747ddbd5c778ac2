import { useEffect, useState } from 'react';
import { watch } from '../../api/watch';

/** A record that came in, as `GET /api/connections/{id}/live` tells it. */
interface Told {
  readonly kind: string;
  readonly name: string | null;
  readonly at: string | null;
  readonly receivedAt: string;
  readonly identifiers: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Arrival extends Told {
  readonly key: number;
}

interface Arrivals {
  /** The newest first. */
  readonly arrivals: readonly Arrival[];
  /** That came, and were not told one by one. */
  readonly others: number;
}

const MOST_SHOWN = 100;
const NONE: Arrivals = { arrivals: [], others: 0 };

export function useArrivals(
  connectionId: string,
  isPaused: boolean,
): Arrivals & { readonly isOpen: boolean } {
  const [seen, setSeen] = useState(NONE);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isPaused) return;
    let key = Date.now() * MOST_SHOWN;
    const address = `/api/connections/${encodeURIComponent(connectionId)}/live`;
    const take = (data: string) => {
      const { records, others } = JSON.parse(data) as {
        readonly records: readonly Told[];
        readonly others: number;
      };
      const fresh = records.map((record) => ({ ...record, key: key++ })).reverse();
      setSeen((before) => ({
        arrivals: [...fresh, ...before.arrivals].slice(0, MOST_SHOWN),
        others: before.others + others,
      }));
    };
    const close = watch(address, { arrivals: take }, () => setOpen(true));
    return () => {
      close();
      setOpen(false);
    };
  }, [connectionId, isPaused]);
  return { ...seen, isOpen };
}
