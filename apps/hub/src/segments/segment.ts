import type { Role } from '../access/right.js';
import type { Rule } from './rules/rule.js';

/** A segment as it is stored. */
export interface Segment {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  /** static: its members are those of a list that people keep. */
  readonly kind: 'dynamic' | 'static';
  /** file: managed by segue.yaml. */
  readonly origin: 'file' | 'api';
  readonly rule: unknown;
  readonly version: number;
  readonly evaluatedVersion: number;
  readonly evaluatedAt: Date | null;
  /** The workspace's zone then. */
  readonly evaluatedZone: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** shared: seen by everybody; personal: by its owner; roles: by its owner and some roles. Owners of the workspace see all. */
export type Visibility = 'shared' | 'personal' | 'roles';

/** Where people find a segment, and who does. */
export interface Shelf {
  /** Who made it, or was given it; null of those of the file. */
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly tags: readonly string[];
  readonly folder: string | null;
  readonly visibility: Visibility;
  /** Of `roles`: which; else empty. */
  readonly visibleTo: readonly Role[];
}

/** A row of the table. */
export interface StoredSegment extends Segment, Shelf {
  /** False when it was deleted, or segue.yaml no longer has it. */
  readonly isActive: boolean;
  readonly createdAt: Date;
  /** The last change of anything but its members. */
  readonly editedAt: Date;
  readonly editedBy: string;
}

/** Who changes something, and when. */
export interface EditStamp {
  readonly at: Date;
  /** A name that people know somebody by. */
  readonly by: string;
}

/** A segment whose rule can be evaluated. */
export interface EvaluableSegment {
  readonly segment: Segment;
  readonly rule: Rule;
  /** Keys of the segments that the rule refers to. */
  readonly references: readonly string[];
}
