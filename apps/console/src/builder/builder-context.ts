import { createContext, useContext } from 'react';
import type { Grammar } from '../rules/leaf-kind';

/** What the hub knows of one node of the tree. */
export interface NodeInfo {
  /** The condition as a sentence. */
  readonly text: string | null;
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
  /** Of how many people it is true by itself. */
  readonly size: number | undefined;
  /** What is left, or gathered, after it. */
  readonly running: number | null | undefined;
  /** The numbers are of an earlier edit. */
  readonly isStale: boolean;
}

export interface BuilderState {
  readonly grammar: Grammar;
  /** Of a `where`: the events that its properties are of. */
  readonly events: readonly string[];
  readonly isReadOnly: boolean;
  /** Of the segment that is edited, which cannot refer to itself. */
  readonly segmentKey: string | undefined;
  readonly total: number | undefined;
  readonly infoOf: (id: string | undefined) => NodeInfo | undefined;
}

const NOTHING: BuilderState = {
  grammar: 'rule',
  events: [],
  isReadOnly: false,
  segmentKey: undefined,
  total: undefined,
  infoOf: () => undefined,
};

export const BuilderContext = createContext<BuilderState>(NOTHING);

export const useBuilder = (): BuilderState => useContext(BuilderContext);
