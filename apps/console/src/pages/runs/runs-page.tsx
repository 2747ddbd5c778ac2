import { Box } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';
import { useSession } from '../../api/session';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { MorePages } from '../../components/more-pages';
import { Page } from '../../components/page';
import { Empty, Loaded } from '../../components/states';
import { dayBounds } from '../../format/day-bounds';
import { RunTable } from '../../runs/run-table';
import { RUN_KINDS, RUN_STATES } from '../../runs/run-words';
import { useRuns } from '../../runs/use-runs';
import { RunFilters } from './run-filters';

type Run = Schemas['RunDto'];

const route = getRouteApi('/shell/runs');

export function RunsPage() {
  const { timezone } = useSession().workspace;
  const search = route.useSearch();
  const { q, target, from, to } = search;
  const kind = search.kind && search.kind in RUN_KINDS ? (search.kind as Run['kind']) : undefined;
  const state =
    search.state && search.state in RUN_STATES ? (search.state as Run['state']) : undefined;
  const runs = useRuns({
    ...(q === undefined ? {} : { q }),
    ...(target === undefined ? {} : { target }),
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { state }),
    ...dayBounds(from, to, timezone),
  });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <Page title="Runs" description="Each time that something was read, evaluated or sent.">
      <Card p={0}>
        <RunFilters />
        <Loaded query={runs}>
          {({ pages }) => {
            const all = pages.flatMap((page) => page.runs);
            if (all.length === 0) return isFiltered ? <NoneFits /> : <NoneYet />;
            return (
              <>
                <RunTable runs={all} />
                <Box pb="sm">
                  <MorePages query={runs} shown={all.length} />
                </Box>
              </>
            );
          }}
        </Loaded>
      </Card>
    </Page>
  );
}

function NoneFits() {
  return (
    <Empty title="No run fits">
      <TextLink to="/runs" search={{}}>
        Show all of them
      </TextLink>
    </Empty>
  );
}

function NoneYet() {
  return (
    <Empty title="Nothing has run yet">
      <TextLink to="/connections" underline="always">
        Connect a source
      </TextLink>
      : what it is read for, and each read, is then listed here.
    </Empty>
  );
}
