import type { JsonValue } from '@segue/sdk';
import type { TraitPriorities } from '../../profiles/merge-traits.js';
import type { Leaf } from '../rules/rule.js';
import type { Evidence, TraitEvidence } from './evidence.js';
import { readEvent } from './read-event-evidence.js';
import { readSequence } from './read-sequence-evidence.js';
import { type FoundWindow, readWindow } from './read-window.js';
import { originOf } from './trait-origin.js';
import { zonedIso } from './zoned-iso.js';

/** What the reading of evidence depends on. */
export interface Reader {
  readonly now: Date;
  readonly timezone: string;
  readonly priorities: TraitPriorities;
}

/** What a leaf's statement found, made readable. @param found  null: no row */
export function readEvidence(leaf: Leaf, found: unknown, reader: Reader): Evidence | null {
  const time = (at: Date | string | number): string | null => zonedIso(at, reader.timezone);
  const since = (found as { readonly at: string } | null)?.at;
  switch (leaf.kind) {
    case 'everyone':
      return null;
    case 'trait':
      return readTrait(leaf.condition.path[0]!, found as FoundTrait, reader);
    case 'event':
      return readEvent(leaf, found as never, reader.timezone);
    case 'sequence':
      return readSequence(leaf, found as never, reader);
    case 'segment':
      return { kind: 'segment', memberSince: since === undefined ? null : time(since) };
    case 'static': {
      const by = (found as { readonly by: string } | null)?.by ?? null;
      return { kind: 'static', addedAt: since === undefined ? null : time(since), addedBy: by };
    }
    case 'identifier': {
      const values = (found as FoundIdentifier[] | null) ?? [];
      return { kind: 'identifier', values: values.map((one) => ({ ...one, at: time(one.at)! })) };
    }
    case 'source':
      return { kind: 'source', knownSince: since === undefined ? null : time(since) };
    case 'consent': {
      // [granted, observed at (ms), seq, connection]
      const [granted, atMs, , connection] = (found as FoundConsent | null) ?? [];
      if (granted === undefined || atMs === undefined || connection === undefined) {
        return { kind: 'consent', state: 'unknown', source: null };
      }
      const source = { connection, at: time(atMs)! };
      return { kind: 'consent', state: granted ? 'granted' : 'denied', source };
    }
    case 'bucket':
      return { kind: 'bucket', share: found as number };
    case 'firstSeen':
    case 'lastSeen': {
      const { at, window } = found as { readonly at: string | null; readonly window: FoundWindow };
      const seenAt = at === null ? null : time(at);
      return { kind: leaf.kind, at: seenAt, window: readWindow(window, reader.timezone) };
    }
  }
}

interface FoundTrait {
  readonly value: JsonValue;
  readonly sources: unknown;
  readonly changedAt: string | null;
  readonly other?: JsonValue;
}

interface FoundIdentifier {
  readonly value: string;
  readonly connection: string;
  readonly at: string;
}

type FoundConsent = readonly [granted: boolean, atMs: number, seq: number, connection: string];

function readTrait(
  key: string,
  { value, sources, changedAt, other }: FoundTrait,
  { timezone, priorities }: Reader,
): TraitEvidence {
  const origin = originOf(key, sources, priorities);
  return {
    kind: 'trait',
    value,
    source: origin ? { connection: origin.connection, at: zonedIso(origin.atMs, timezone)! } : null,
    since: changedAt === null ? null : zonedIso(changedAt, timezone),
    ...(other !== undefined && { comparedWith: other }),
  };
}
