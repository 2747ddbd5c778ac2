import { Injectable } from '@nestjs/common';
import { DataCatalog } from '../catalog/data-catalog.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import { findUnknown, type Occurring, type UnknownName } from './find-unknown.js';
import { eventNamesOf } from './rules/visit-rule.js';
import type { Rule } from './rules/rule.js';

/** What a marketer should know of a segment before it is used. */
export interface SegmentWarning {
  readonly code:
    'EMPTY' | 'EVERYONE' | 'SMALL' | 'UNKNOWN_TRAIT' | 'UNKNOWN_EVENT' | 'UNKNOWN_PROPERTY';
  readonly message: string;
  /** The condition that it is about; empty for the whole rule. */
  readonly pointer: string;
}

export interface SegmentSize {
  readonly size: number;
  readonly total: number;
}

/** Sizes that are hardly meant, and names that never occurred. */
@Injectable()
export class SegmentWarnings {
  constructor(
    private readonly catalog: DataCatalog,
    private readonly config: HubConfig,
  ) {}

  /** What occurs of what the rules ask about: asked for once, however many rules there are. */
  async occurring(rules: readonly Rule[]): Promise<Occurring> {
    const events = await this.catalog.eventNames();
    const asked = rules.map(eventNamesOf).flatMap((names) => (names === 'any' ? events : names));
    const known = new Set(events);
    const names = [...new Set(asked)].filter((name) => known.has(name));
    return {
      events,
      traits: await this.catalog.traitKeys(),
      properties: await this.catalog.propertyPathsOf(names),
    };
  }

  of(rule: Rule, size: SegmentSize, occurring: Occurring): readonly SegmentWarning[] {
    return [
      ...sizeWarnings(size, this.config.smallSegment),
      ...findUnknown(rule, occurring).map(toWarning),
    ];
  }
}

/** @param small  a segment with fewer members is very small */
export function sizeWarnings({ size, total }: SegmentSize, small: number): SegmentWarning[] {
  if (total === 0) return [];
  if (size === 0) return [{ code: 'EMPTY', message: 'nobody is in it', pointer: '' }];
  if (size === total) return [{ code: 'EVERYONE', message: 'everybody is in it', pointer: '' }];
  if (size >= small) return [];
  const who = size === 1 ? 'only 1 person is in it' : `only ${size} people are in it`;
  return [{ code: 'SMALL', message: who, pointer: '' }];
}

const UNKNOWN = {
  trait: { code: 'UNKNOWN_TRAIT' },
  event: { code: 'UNKNOWN_EVENT' },
  property: { code: 'UNKNOWN_PROPERTY' },
} as const;

function toWarning({ kind, name, pointer, nearest }: UnknownName): SegmentWarning {
  const instead = nearest.length === 0 ? '' : `; what does: ${nearest.map(quote).join(', ')}`;
  return {
    ...UNKNOWN[kind],
    message: `the ${kind} ${quote(name)} never occurred${instead}`,
    pointer,
  };
}

const quote = (name: string): string => `"${name}"`;
