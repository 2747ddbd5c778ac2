import Table from 'cli-table3';
import type { Run } from '../runs/run.js';

/** A table without lines, as terminals and eyes like it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '' };
  const chars = { ...none, 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '' };
  const out = new Table({
    head: [...head],
    chars: {
      ...chars,
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  out.push(...rows.map((row) => [...row]));
  return out
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

export function duration(from: Date, to: Date | null): string {
  if (!to) return '…';
  const ms = to.getTime() - from.getTime();
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** `read 20, accepted 19, rejected 1`: what is zero is left out. */
export function counts(run: Run): string {
  const shown = Object.entries(run.counts).filter(([, n]) => n !== 0);
  return shown.map(([key, n]) => `${key} ${Number(n).toLocaleString('en')}`).join(', ');
}

export function runLine(run: Run): string {
  const what = `${run.kind} ${run.target}`.padEnd(40);
  const problem = run.error ? `  ${run.error.code}: ${run.error.message}` : '';
  const notes = run.notes.map(({ code, message }) => `\n    note ${code}: ${message}`).join('');
  const took = duration(run.startedAt, run.finishedAt);
  return `${run.state.padEnd(9)} ${what} ${took.padStart(8)}  ${counts(run)}${problem}${notes}`;
}
