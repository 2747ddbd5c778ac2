import { Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Outcome } from './outcome.js';
import { readScenario } from './read-scenario.js';
import { toText } from './report-text.js';
import { runScenario } from './run-scenario.js';
import { ScenarioError } from './scenario-error.js';

export interface TestOptions {
  /** Evaluates from scratch at each step, not what changed. */
  readonly full?: boolean;
  readonly json?: boolean;
}

const EXIT = { allHold: 0, someFail: 1, notUsable: 2 } as const;

/**
 * `segue test FILE…`: runs scenario files one after the other and tells what came of them.
 *
 * @param out  takes a text of one or more lines, without the last line feed
 * @returns the exit code: 0 when every expectation holds, 1 when one does not, 2 when a file is no scenario
 */
export async function testCommand(
  files: readonly string[],
  { full = false, json = false }: TestOptions,
  out: (text: string) => void,
): Promise<number> {
  // What the evaluation would log stands in the report, and with --json nothing else may be printed.
  Logger.overrideLogger(false);
  const outcomes: Outcome[] = [];
  const errors: string[] = files.length === 0 ? ['name at least one scenario file'] : [];
  let database: Database | undefined;
  try {
    for (const file of files) {
      try {
        const scenario = await readScenario(file);
        database ??= await Database.open({ kind: 'pglite' });
        const outcome = await runScenario(database, scenario, { full });
        outcomes.push(outcome);
        if (!json) out(toText(outcome));
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        errors.push(...error.message.split('\n'));
      }
    }
  } finally {
    await database?.close();
  }
  if (json) out(toJson(outcomes, errors));
  else out([...errors, summary(outcomes)].join('\n'));
  if (errors.length > 0) return EXIT.notUsable;
  return outcomes.some(({ failures }) => failures.length > 0) ? EXIT.someFail : EXIT.allHold;
}

function toJson(outcomes: readonly Outcome[], errors: readonly string[]): string {
  const { passed, failed } = count(outcomes);
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const warnings = outcomes.flatMap(({ file, warnings }) =>
    warnings.map((warning) => `${file}: ${warning}`),
  );
  const rest = {
    ...(warnings.length > 0 && { warnings }),
    ...(errors.length > 0 && { errors }),
  };
  return JSON.stringify({ passed, failed, failures, ...rest }, null, 2);
}

function summary(outcomes: readonly Outcome[]): string {
  const { passed, failed } = count(outcomes);
  return `${passed} expectations passed, ${failed} failed`;
}

const count = (outcomes: readonly Outcome[]): { passed: number; failed: number } => ({
  passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
  failed: outcomes.reduce((sum, { failures }) => sum + failures.length, 0),
});
