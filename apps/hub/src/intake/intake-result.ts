import type { Rejection } from '@segue/sdk';

export interface IntakeResult {
  /** Stored. */
  readonly accepted: number;
  /** Left out because a message with the same id of the same connection is stored already. */
  readonly duplicates: number;
  readonly rejected: readonly Rejection[];
  readonly created: number;
  readonly merged: number;
}
