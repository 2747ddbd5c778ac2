import type { WindowBounds } from './evidence.js';
import { zonedIso } from './zoned-iso.js';

interface End {
  readonly at: string;
  readonly isIncluded: boolean;
}

/** See `windowBounds`. */
export interface FoundWindow {
  readonly from: End | null;
  readonly to: End | null;
}

export function readWindow({ from, to }: FoundWindow, timezone: string): WindowBounds {
  return {
    from: from && zonedIso(from.at, timezone),
    isFromIncluded: from?.isIncluded ?? false,
    to: to && zonedIso(to.at, timezone),
    isToIncluded: to?.isIncluded ?? false,
  };
}
