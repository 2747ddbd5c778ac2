import type { Tone } from '../../components/state-mark';
import { ROW, rowsOf } from './flow-rows';
import classes from './flow.module.css';

interface FlowArrowsProps {
  readonly tones: readonly Tone[];
  readonly height: number;
  /** Whether many flow into one, or one into many. */
  readonly isInto: boolean;
}

const WIDTH = 56;

/** Curves between the rows of one side and the middle; what they mean is said in words beside them. */
export function FlowArrows({ tones, height, isInto }: FlowArrowsProps) {
  const { centres } = rowsOf(tones.length);
  const middle = height / 2;
  // The shorter side stands in the middle.
  const offset = (height - tones.length * ROW) / 2;
  return (
    <svg
      className={classes.arrows}
      width={WIDTH}
      height={height}
      viewBox={`0 0 ${WIDTH} ${height}`}
      aria-hidden
    >
      {tones.map((tone, index) => {
        const row = offset + centres[index]!;
        const [from, to] = isInto ? [row, middle] : [middle, row];
        const bend = WIDTH / 2;
        return (
          <path
            key={index}
            data-tone={tone}
            d={`M0,${from} C${bend},${from} ${bend},${to} ${WIDTH},${to}`}
          />
        );
      })}
    </svg>
  );
}
