import type { ReactNode } from 'react';
import type { Tone } from '../../components/state-mark';
import { FlowArrows } from './flow-arrows';
import classes from './flow.module.css';
import { rowsOf } from './flow-rows';

/** Something that data flows out of, or into. */
export interface FlowEnd {
  readonly id: string;
  readonly tone: Tone;
  readonly node: ReactNode;
  /** What flowed, in numbers. */
  readonly label: ReactNode;
}

interface FlowProps {
  readonly sources: readonly FlowEnd[];
  readonly profiles: ReactNode;
  /** What flows from profiles to segments. */
  readonly evaluation: ReactNode;
  readonly evaluationTone: Tone;
  readonly segments: ReactNode;
  readonly destinations: readonly FlowEnd[];
  readonly noSource: ReactNode;
  readonly noDestination: ReactNode;
}

/** From left to right, or from top to bottom on a phone: sources, profiles, segments, destinations. */
export function Flow(props: FlowProps) {
  const { sources, profiles, evaluation, evaluationTone, segments, destinations } = props;
  const rows = Math.max(sources.length, destinations.length, 1);
  const height = rowsOf(rows).height;
  return (
    <figure className={classes.flow} style={{ '--flow-height': `${height}px` } as object}>
      <section className={classes.ends} aria-label="Sources">
        {sources.length === 0 && <div className={classes.node}>{props.noSource}</div>}
        {sources.map(({ id, tone, node, label }) => (
          <div key={id} className={classes.end}>
            <div className={classes.node} data-tone={tone}>
              {node}
            </div>
            <div className={classes.label}>{label}</div>
          </div>
        ))}
      </section>
      <FlowArrows tones={sources.map(({ tone }) => tone)} height={height} isInto />
      <section className={classes.middle} aria-label="Profiles">
        <div className={classes.node}>{profiles}</div>
      </section>
      <div className={classes.between}>
        <div className={classes.label}>{evaluation}</div>
        <div className={classes.line} data-tone={evaluationTone} aria-hidden />
      </div>
      <section className={classes.middle} aria-label="Segments">
        <div className={classes.node}>{segments}</div>
      </section>
      <FlowArrows tones={destinations.map(({ tone }) => tone)} height={height} isInto={false} />
      <section className={classes.ends} aria-label="Destinations">
        {destinations.length === 0 && <div className={classes.node}>{props.noDestination}</div>}
        {destinations.map(({ id, tone, node, label }) => (
          <div key={id} className={classes.end} data-side="right">
            <div className={classes.label}>{label}</div>
            <div className={classes.node} data-tone={tone}>
              {node}
            </div>
          </div>
        ))}
      </section>
    </figure>
  );
}
