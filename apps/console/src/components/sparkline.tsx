interface SparklineProps {
  readonly values: readonly number[];
  readonly label: string;
}

const WIDTH = 84;
const HEIGHT = 22;

/** A line without axes: whether it grew. The library of charts would be too much for it. */
export function Sparkline({ values, label }: SparklineProps) {
  if (values.length < 2) return null;
  const least = Math.min(...values);
  const most = Math.max(...values);
  const range = most - least || 1;
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * (WIDTH - 2) + 1;
    const y = most === least ? HEIGHT / 2 : HEIGHT - 2 - ((value - least) / range) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: from ${values[0]} to ${values.at(-1)}`}
    >
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--mantine-primary-color-filled)"
        strokeWidth={1.5}
        strokeLinejoin="round"
      />
    </svg>
  );
}
