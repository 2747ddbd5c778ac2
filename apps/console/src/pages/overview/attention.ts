/** What somebody has to look at. */
export interface Attention {
  readonly target: string;
  readonly message: string;
  readonly runId: string | null;
}

interface Run {
  readonly id: string;
  readonly state: string;
  readonly error: { readonly message: string } | null;
}

interface Working {
  readonly id: string;
  readonly isPaused: boolean;
  readonly latestRun: Run | null;
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
}

interface Status {
  readonly connections: readonly Working[];
  readonly syncs: readonly Working[];
  readonly segments: readonly {
    readonly name: string;
    readonly error: { readonly message: string } | null;
  }[];
}

const SAYS: Readonly<Record<string, string>> = {
  blocked: 'a guard stopped the latest run; it waits to be approved',
  failed: 'the latest run failed',
  partial: 'some records of the latest run failed',
};

/** Of everything that does not work as it should, what it is and where to look. */
export function attentionOf({ connections, syncs, segments }: Status): readonly Attention[] {
  return [
    ...[...syncs, ...connections].flatMap(ofWorking),
    ...segments.flatMap(({ name, error }) =>
      error ? [{ target: name, message: error.message, runId: null }] : [],
    ),
  ];
}

function ofWorking({ id, latestRun, problems }: Working): readonly Attention[] {
  const unusable = problems.map(({ pointer, message }) => ({
    target: id,
    message: `${pointer} ${message}`.trim(),
    runId: null,
  }));
  const said = latestRun && SAYS[latestRun.state];
  if (!said) return unusable;
  const why = latestRun.error ? `: ${latestRun.error.message}` : '';
  return [...unusable, { target: id, message: `${said}${why}`, runId: latestRun.id }];
}
