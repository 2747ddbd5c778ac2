import type { Schemas } from '../../api/client';
import type { Tone } from '../../components/state-mark';

type Flow = Schemas['OverviewDto']['flow'];
type Sync = Flow['syncs'][number];
type Health = Sync['health'];

const TONES: Readonly<Record<Health, Tone>> = {
  ok: 'good',
  warning: 'warn',
  error: 'bad',
  idle: 'idle',
};

export const toneOf = (health: Health): Tone => TONES[health];

/** A destination with what all syncs to it did. */
export interface Destination {
  readonly id: string;
  readonly tone: Tone;
  readonly syncs: number;
  /** Whether all of them are. */
  readonly isPaused: boolean;
  readonly delivered: number;
  readonly failed: number;
}

const WORST_FIRST: readonly Health[] = ['error', 'warning', 'ok', 'idle'];

/** In the order in which syncs name them; as bad as the worst sync. */
export function destinationsOf(syncs: readonly Sync[]): readonly Destination[] {
  const groups = new Map<string, Sync[]>();
  for (const sync of syncs) {
    groups.set(sync.connectionId, [...(groups.get(sync.connectionId) ?? []), sync]);
  }
  return [...groups].map(([id, own]) => ({
    id,
    tone: toneOf(
      WORST_FIRST.find((health) => own.some((sync) => sync.health === health)) ?? 'idle',
    ),
    syncs: own.length,
    isPaused: own.every((sync) => sync.isPaused),
    delivered: own.reduce((total, { delivered }) => total + delivered, 0),
    failed: own.reduce((total, { failed }) => total + failed, 0),
  }));
}
