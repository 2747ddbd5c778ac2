import type { PreviewRequest } from '../../../apps/hub/src/segments/preview.service.js';

/** What the hub's process can be asked for, and what it answers. Instants are milliseconds: they go through JSON. */
export interface HubRequests {
  /** Brings the segments of the configuration into the database. */
  apply: { readonly ask: object; readonly answer: object };
  evaluate: {
    readonly ask: { readonly nowMs: number; readonly full: boolean };
    readonly answer: Evaluated;
  };
  /** At most 5,000 messages of the Segment spec, through the real intake. */
  store: {
    readonly ask: { readonly nowMs: number; readonly messages: readonly object[] };
    readonly answer: { readonly accepted: number };
  };
  preview: {
    readonly ask: { readonly nowMs: number; readonly request: PreviewRequest };
    readonly answer: { readonly seconds: number; readonly size: number };
  };
  /** The most that the process had resident so far. */
  memory: { readonly ask: object; readonly answer: { readonly peakBytes: number } };
}

export interface Evaluated {
  readonly seconds: number;
  /** Profiles that were asked about. */
  readonly evaluated: number;
  readonly joined: number;
  readonly left: number;
}

export type RequestName = keyof HubRequests;

export interface HubRequest<N extends RequestName = RequestName> {
  readonly name: N;
  readonly ask: HubRequests[N]['ask'];
}

export type HubReply<N extends RequestName = RequestName> =
  { readonly answer: HubRequests[N]['answer'] } | { readonly error: string };
