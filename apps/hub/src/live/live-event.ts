import type { Audience } from '../segments/can-see.js';

/** What is told to those who watch. */
export interface LiveEvent {
  /**
   * run: one began, got on or ended. evaluation: segments have other members now. segments, workspace: definitions were changed.
   * refresh: what was missed is not known, so that everything is to be asked for again. watching: from here on nothing is missed.
   */
  readonly type: 'run' | 'evaluation' | 'segments' | 'workspace' | 'refresh' | 'watching';
  readonly data: object;
  /** Whoever does not see this segment is not told. */
  readonly about?: Audience | undefined;
}

/** With its place in the order of all. */
export interface NumberedEvent extends LiveEvent {
  readonly id: string;
}
