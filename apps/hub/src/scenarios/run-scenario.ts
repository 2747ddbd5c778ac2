import type { Rejection } from '@segue/sdk';
import type { Database } from '../database/database.js';
import { uuidV7 } from '../database/uuid.js';
import { StepCheck, type Evaluated } from './check-step.js';
import type { Failure, Outcome } from './outcome.js';
import { UnreadableFileError } from './read-lines.js';
import { resolveNames } from './resolve-names.js';
import type { Scenario, Step } from './scenario.js';
import { ScenarioError } from './scenario-error.js';
import { ScenarioHub } from './scenario-hub.js';
import { MessageSender } from './send-messages.js';
import { Warnings } from './warnings.js';

export interface RunOptions {
  /** Evaluates from scratch at each step. */
  readonly full?: boolean;
}

/**
 * Runs a scenario on a database of which nothing is kept.
 *
 * @throws ScenarioError when its clock goes back or a file of messages is broken
 */
export async function runScenario(
  database: Database,
  scenario: Scenario,
  options: RunOptions = {},
): Promise<Outcome> {
  const hub = new ScenarioHub(database, scenario);
  await database.transaction((sql) => hub.repository.empty(sql));
  return new ScenarioRun(hub, scenario, options).run();
}

class ScenarioRun {
  private passed = 0;
  private readonly failures: Failure[] = [];
  private readonly warnings = new Warnings();
  private readonly rules = new Map<string, unknown>();

  constructor(
    private readonly hub: ScenarioHub,
    private readonly scenario: Scenario,
    private readonly options: RunOptions,
  ) {}

  async run(): Promise<Outcome> {
    const { file, segments, steps } = this.scenario;
    const instants = await this.instants();
    await this.define(segments);
    for (const [index, step] of steps.entries()) await this.runStep(step, index, instants[index]!);
    const { passed, failures } = this;
    if (passed + failures.length === 0) this.warnings.add('the scenario expects nothing', file);
    return { file, passed, failures, warnings: this.warnings.lines };
  }

  private async runStep(step: Step, index: number, at: Date): Promise<void> {
    await this.define(step.definitions.accepted);
    await this.erase(step.erase, `steps[${index}].erase`);
    await this.send(step, index, at);
    const check = new StepCheck(this.hub, await this.evaluate(at));
    for await (const { path: within, mismatch } of check.check(step)) {
      if (mismatch === undefined) this.passed++;
      else {
        this.failures.push({
          file: this.scenario.file,
          line: this.scenario.locate(['steps', index, ...within]).line,
          step: index + 1,
          at: at.toISOString(),
          expectation: within.join('.'),
          ...mismatch,
        });
      }
    }
  }

  /** The instants of the steps. @throws ScenarioError for each that lies before the one before it */
  private async instants(): Promise<readonly Date[]> {
    const { steps, timezone, file, locate } = this.scenario;
    const instants = await this.hub.repository.toInstants(
      this.hub.database.prisma,
      steps.map(({ at }) => at),
      timezone,
    );
    const problems = instants.flatMap((at, index) => {
      if (index === 0 || at >= instants[index - 1]!) return [];
      const location = locate(['steps', index, 'at']);
      const message = 'must not be earlier than the step before: the clock never goes back';
      return [{ file, location, path: `steps[${index}].at`, message }];
    });
    if (problems.length > 0) throw new ScenarioError(problems);
    return instants;
  }

  private async define(rules: ReadonlyMap<string, unknown>): Promise<void> {
    await this.hub.database.transaction(async (sql) => {
      for (const [key, rule] of rules) {
        await this.hub.segments.save(sql, { key, name: key, description: '', rule });
      }
    });
    for (const [key, rule] of rules) this.rules.set(key, rule);
  }

  private async erase(names: readonly string[], path: string): Promise<void> {
    if (names.length === 0) return;
    const owners = await resolveNames(this.hub, names);
    for (const name of names.filter((name) => !owners.has(name))) {
      this.warnings.add(`nobody is named ${name}`, path);
    }
    const ids = [...new Set(owners.values())];
    await this.hub.database.transaction((sql) => this.hub.profiles.erase(sql, ids));
  }

  private async send({ send, sendFiles }: Step, index: number, at: Date): Promise<void> {
    const refuse = ({ code, reason }: Rejection, position: string) =>
      this.warnings.add(`a message was not taken: ${code}, ${reason}`, position);
    const sender = new MessageSender(this.hub, at, refuse);
    await sender.send(send, `steps[${index}].send`);
    for (const file of sendFiles) {
      try {
        await sender.sendFile(file);
      } catch (error) {
        if (!(error instanceof UnreadableFileError)) throw error;
        throw this.unreadable(file.name, index, error);
      }
    }
  }

  private unreadable(name: string, index: number, cause: unknown): ScenarioError {
    const { file, locate } = this.scenario;
    const path = `steps[${index}].sendFile`;
    const message = `names ${name}, which cannot be read to its end: is it whole?`;
    return new ScenarioError(
      [{ file, location: locate(['steps', index, 'sendFile']), path, message }],
      { cause },
    );
  }

  private async evaluate(now: Date): Promise<Evaluated> {
    const { full = false } = this.options;
    const { errors } = await this.hub.evaluation.evaluate(now, uuidV7(), { full });
    const segments = await this.hub.segments.list(this.hub.database.prisma);
    const ids = new Map(segments.map(({ key, id }) => [key, id]));
    return { now, ids, rules: this.rules, errors };
  }
}
