import { Box, Text, Tooltip } from '@mantine/core';
import { formatNumber } from '../format/numbers';
import { useBuilder, type NodeInfo } from './builder-context';
import classes from './builder.module.css';

/** How many people a condition holds for, and what is left of the group after it, as a bar. */
export function NodeNumbers({ info }: { readonly info: NodeInfo | undefined }) {
  const { total } = useBuilder();
  if (info?.size === undefined || total === undefined) return null;
  const { size, running } = info;
  const shown = running ?? size;
  const words = `${formatNumber(size)} by itself${
    running == null ? '' : `; ${formatNumber(running)} together with those above it`
  }`;
  return (
    <Tooltip label={words}>
      <Box className={classes.numbers} data-stale={info.isStale || undefined} tabIndex={-1}>
        <Text className="number" fz="sm" fw={600} lh={1.2}>
          <span aria-label={words}>{formatNumber(shown)}</span>
        </Text>
        <Box className={classes.bar} aria-hidden>
          <div style={{ width: `${total === 0 ? 0 : (100 * shown) / total}%` }} />
        </Box>
      </Box>
    </Tooltip>
  );
}
